package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.asset.Host;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.SessionKind;
import dev.bastide.bastion.recorder.RecorderDown;
import dev.bastide.bastion.session.Opening;
import dev.bastide.bastion.session.SessionDesk;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.bastion.ssh.Attempt;
import dev.bastide.bastion.ssh.Tap;
import dev.bastide.bastion.ssh.Target;
import dev.bastide.identity.Person;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * The decision at every channel: asked of {@code access} each time, also on a connection that lives already. Without a
 * permit the terminal says why and takes the request. Source: seed 000 s2.2 and s4 (A46, A49, A108).
 */
@Service
class Channels {
    /** The exit code of everything that a rule refused. */
    static final int REFUSED = 3;

    /** The exit code of what could not be understood. */
    static final int WRONG_INPUT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final int REASON_CHARACTERS_MAX = 500;

    private final Logins logins;
    private final Passes passes;
    private final HostTargets targets;
    private final SessionDesk desk;
    private final WaitingRoom waiting;
    private final ObjectProvider<PermitDesk> permitDesk;
    private final WordsFor words;
    private final AuditLog audit;
    private final Clock clock;

    Channels(
            Logins logins,
            Passes passes,
            HostTargets targets,
            SessionDesk desk,
            WaitingRoom waiting,
            ObjectProvider<PermitDesk> permitDesk,
            WordsFor words,
            AuditLog audit,
            Clock clock) {
        this.logins = logins;
        this.passes = passes;
        this.targets = targets;
        this.desk = desk;
        this.waiting = waiting;
        this.permitDesk = permitDesk;
        this.words = words;
        this.audit = audit;
        this.clock = clock;
    }

    /** Everything known of an attempt once its host is found. */
    private record Wish(Attempt attempt, Person person, Actor actor, Host host, String account, Words words) {}

    Answer open(Attempt attempt) {
        Person person = logins.person(attempt.visitor());
        Actor actor = logins.actor(attempt.visitor());
        Words said = words.of(person.locale());
        if (attempt.visitor().address().host() == null) {
            return new Answer.Refused(
                    List.of(said.say(
                            "bastion.ssh.no-host", attempt.visitor().address().person())),
                    WRONG_INPUT);
        }
        Optional<Host> host = logins.host(attempt.visitor().address()).filter(found -> passes.maySee(actor, found));
        if (host.isEmpty()) {
            Reason reason = Reason.of(
                    "bastion.refused.no-such-host",
                    "A108",
                    "/hosts",
                    attempt.visitor().address().toString());
            return refused(attempt, actor, said, reason);
        }
        Optional<String> account = passes.account(
                person.id(), host.get(), attempt.visitor().address().account());
        if (account.isEmpty()) {
            String names = String.join(
                    ", ", host.get().accounts().stream().map(Host.Account::name).toList());
            Reason reason = Reason.of(
                    "bastion.refused.account", "A108", "/hosts", host.get().path(), names);
            return refused(attempt, actor, said, reason);
        }
        return decide(new Wish(attempt, person, actor, host.get(), account.get(), said), true);
    }

    private Answer decide(Wish wish, boolean first) {
        return switch (passes.ask(wish.actor(), wish.host().id(), wish.host().node(), wish.account())) {
            case Pass.Given given -> admit(wish, given);
            case Pass.Denied(Reason reason, boolean askable) -> {
                Answer refusal = refused(wish.attempt(), wish.actor(), wish.words(), reason);
                boolean offer = first && askable && wish.attempt().interactive() && permitDesk.getIfAvailable() != null;
                yield offer ? offer(wish, refusal) : refusal;
            }
        };
    }

    private Answer admit(Wish wish, Pass.Given given) {
        Attempt attempt = wish.attempt();
        try {
            Target target = targets.of(wish.person().id(), wish.host(), wish.account());
            Opening opening = new Opening(
                    attempt.channel(),
                    attempt.visitor().connection(),
                    wish.actor(),
                    wish.person().id(),
                    wish.person().login(),
                    wish.person().name(),
                    wish.host().id(),
                    wish.host().path(),
                    wish.host().node(),
                    wish.account(),
                    given.production(),
                    given.permit(),
                    given.rule(),
                    kind(attempt),
                    attempt.command(),
                    given.until());
            Tap tap = desk.open(opening, screen(attempt));
            String greeting = wish.words()
                    .say("bastion.ssh.greeting", wish.account(), wish.host().path(), until(wish, given));
            return new Answer.Admitted(opening.id(), target, tap, given.until(), List.of(greeting));
        } catch (ActRefused e) {
            return refused(attempt, wish.actor(), wish.words(), e.reason());
        } catch (RecorderDown e) {
            LOG.error("A session was refused since it could not be recorded", e);
            return refused(attempt, wish.actor(), wish.words(), Reason.of("bastion.refused.recorder", "A46", ""));
        }
    }

    private Answer offer(Wish wish, Answer refusal) {
        List<String> lines = refusal instanceof Answer.Refused told ? told.lines() : List.of();
        return new Answer.Asking(
                lines,
                wish.words().say("bastion.ssh.offer") + " ",
                reply -> yes(reply) ? askReason(wish) : new Answer.Refused(List.of(), REFUSED));
    }

    private Answer askReason(Wish wish) {
        return new Answer.Asking(List.of(), wish.words().say("bastion.ssh.reason") + " ", reply -> file(wish, reply));
    }

    private Answer file(Wish wish, String reply) {
        String reason = reply.strip();
        if (reason.isEmpty() || reason.length() > REASON_CHARACTERS_MAX) {
            return new Answer.Refused(
                    List.of(wish.words().say("bastion.ssh.reason-length", REASON_CHARACTERS_MAX)), WRONG_INPUT);
        }
        List<String> steps = wish.attempt().command().isEmpty()
                ? List.of()
                : List.of(wish.attempt().command());
        try {
            PermitDesk.Filed filed = permitDesk
                    .getObject()
                    .fileFromTerminal(wish.actor(), wish.host().id(), wish.account(), reason, steps);
            return switch (filed) {
                case PermitDesk.Filed.NotFiled(Reason why) -> refused(wish.attempt(), wish.actor(), wish.words(), why);
                case PermitDesk.Filed.Request(UUID subject, String path) -> sit(wish, subject, path);
            };
        } catch (ActRefused e) {
            return refused(wish.attempt(), wish.actor(), wish.words(), e.reason());
        }
    }

    private Answer sit(Wish wish, UUID subject, String path) {
        WaitingRoom.Seat seat = waiting.sit(wish.person().id(), subject, () -> decide(wish, false));
        return new Answer.Waiting(
                List.of(wish.words().say("bastion.ssh.filed", targets.address(path))), seat.outcome(), seat::leave);
    }

    private Answer.Refused refused(Attempt attempt, Actor actor, Words said, Reason reason) {
        String tried = attempt.visitor().address() + " "
                + attempt.kind().name().toLowerCase(Locale.ROOT)
                + (attempt.command().isEmpty() ? "" : ": " + attempt.command());
        audit.appendNow(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.SESSION,
                        "session.open",
                        "Refused: " + reason.key() + " " + reason.args() + "; tried " + tried,
                        Result.REFUSED)
                .session(attempt.channel().toString(), null));
        return new Answer.Refused(
                targets.lines(said, attempt.visitor().address().toString(), reason), REFUSED);
    }

    private String until(Wish wish, Pass.Given given) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", wish.person().locale())
                .withZone(wish.person().zone())
                .format(given.until());
    }

    private static boolean yes(String reply) {
        String word = reply.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes") || word.equals("是");
    }

    private static SessionKind kind(Attempt attempt) {
        return switch (attempt.kind()) {
            case SHELL -> SessionKind.SHELL;
            case EXEC -> SessionKind.ofExec(attempt.command());
            case SUBSYSTEM -> attempt.command().equals("sftp") ? SessionKind.SFTP : SessionKind.SUBSYSTEM;
        };
    }

    private static SessionDesk.@Nullable Screen screen(Attempt attempt) {
        Attempt.Terminal terminal = attempt.terminal();
        return terminal == null ? null : new SessionDesk.Screen(terminal.type(), terminal.columns(), terminal.rows());
    }
}
