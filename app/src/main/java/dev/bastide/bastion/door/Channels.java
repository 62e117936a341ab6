package dev.bastide.bastion.door;

import dev.bastide.asset.Host;
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
import dev.bastide.bastion.ssh.Visitor;
import dev.bastide.identity.Person;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private final Logins logins;
    private final Passes passes;
    private final HostTargets targets;
    private final SessionDesk desk;
    private final Counter counter;
    private final TurnedAway turnedAway;
    private final WordsFor words;

    Channels(
            Logins logins,
            Passes passes,
            HostTargets targets,
            SessionDesk desk,
            Counter counter,
            TurnedAway turnedAway,
            WordsFor words) {
        this.logins = logins;
        this.passes = passes;
        this.targets = targets;
        this.desk = desk;
        this.counter = counter;
        this.turnedAway = turnedAway;
        this.words = words;
    }

    Answer open(Attempt attempt) {
        Visitor visitor = attempt.visitor();
        Optional<Reason> canary = logins.refusalOfCanary(visitor);
        if (canary.isPresent()) {
            return refused(attempt, logins.actor(visitor), logins.words(visitor), canary.get());
        }
        return asked(attempt, (wish, denied) -> {
            Answer.Refused refusal = refused(attempt, wish.actor(), wish.words(), denied.reason());
            return denied.askable() ? counter.meet(wish, refusal, denial -> asked(attempt, denial)) : refusal;
        });
    }

    /** Who, where and whether, all asked anew: while a terminal waits, its host may be moved and a right may end. */
    private Answer asked(Attempt attempt, Denial denial) {
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
        return decide(new Wish(attempt, person, actor, host.get(), account.get(), said), denial);
    }

    private Answer decide(Wish wish, Denial denial) {
        return switch (passes.ask(wish.actor(), wish.host().id(), wish.host().node(), wish.account())) {
            case Pass.Given given -> admit(wish, given);
            case Pass.Denied denied -> denial.answer(wish, denied);
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

    private Answer.Refused refused(Attempt attempt, Actor actor, Words said, Reason reason) {
        return turnedAway.answer(attempt, actor, said, reason);
    }

    private String until(Wish wish, Pass.Given given) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", wish.person().locale())
                .withZone(wish.person().zone())
                .format(given.until());
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
