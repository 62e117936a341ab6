package dev.bastide.bastion.door;

import dev.bastide.access.AccessChanged;
import dev.bastide.access.PermitEnded;
import dev.bastide.access.PermitIssued;
import dev.bastide.access.Permits;
import dev.bastide.approval.ApprovalDecided;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.session.LiveSessions;
import dev.bastide.bastion.session.Opening;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.DutyChanged;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.PersonDisabled;
import dev.bastide.identity.SessionsEnded;
import dev.bastide.identity.SshKeyRemoved;
import dev.bastide.job.Pulse;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Asks again for sessions that live: when a right, a duty or a permit ended, and every second besides, since a change made
 * by another program sends no event here. What is no longer allowed ends. Source: seed 000 s2.2 ("immediate revocation").
 */
@Component
class Recheck implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Recheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String DUTY = "bastion.end.duty";
    private static final String DUTY_ENDED = "access.refused.duty-ended";

    private final LiveSessions live;
    private final Permits permits;
    private final Passes passes;
    private final ActorOf actors;
    private final People people;
    private final FactorMemory memory;
    private final WaitingRoom waiting;
    private final WordsFor words;
    private final Bastion bastion;
    private volatile @Nullable Pulse watch;

    Recheck(
            LiveSessions live,
            Permits permits,
            Passes passes,
            ActorOf actors,
            People people,
            FactorMemory memory,
            WaitingRoom waiting,
            WordsFor words,
            Bastion bastion) {
        this.live = live;
        this.permits = permits;
        this.passes = passes;
        this.actors = actors;
        this.people = people;
        this.memory = memory;
        this.waiting = waiting;
        this.words = words;
        this.bastion = bastion;
    }

    // These run in the committing thread, just after the commit: a queue in between would cost part of the second.

    @TransactionalEventListener(fallbackExecution = true)
    void on(DutyChanged event) {
        leave(event.person(), DUTY);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(PersonDisabled event) {
        leave(event.person(), "bastion.end.disabled");
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(SessionsEnded event) {
        leave(event.person(), "bastion.end.proof");
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(SshKeyRemoved event) {
        leave(event.person(), "bastion.end.key");
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(AccessChanged event) {
        again(opening -> opening.person().equals(event.person()));
        later(() -> waiting.call(event.person()));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(PermitEnded event) {
        // A session may rest on a later permit than the one it began under, so all of the person's are asked for.
        again(opening -> opening.person().equals(event.executor()));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(PermitIssued event) {
        later(() -> permits.find(event.permit()).ifPresent(permit -> waiting.callSubject(permit.subject())));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ApprovalDecided event) {
        if (!event.approved()) {
            waiting.callSubject(event.subject());
        }
    }

    @Override
    public void start() {
        watch = Pulse.start("recheck", PAUSE, () -> again(opening -> true));
    }

    @Override
    public void stop() {
        Pulse running = watch;
        watch = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }

    /** All of a person's sessions and connections end, whatever he may from now on: he logs in anew. */
    private void leave(PersonId person, String why) {
        later(() -> {
            memory.forget(person);
            String text = said(person).say(why);
            live.all().stream()
                    .filter(session -> session.opening().person().equals(person))
                    .forEach(session -> session.end(why, text));
            bastion.expel(person.toString(), text);
            waiting.call(person);
        });
    }

    private void again(Predicate<Opening> which) {
        live.all().stream()
                .filter(session -> which.test(session.opening()))
                .forEach(session -> later(() -> ask(session)));
    }

    private void ask(LiveSessions.Live session) {
        Opening opening = session.opening();
        Actor actor = opening.byRunner()
                ? actors.person(opening.person(), "127.0.0.1", AccessMethod.JOB, null)
                : opening.actor();
        Optional<Reason> lost = switch (pass(actor, opening)) {
            case Pass.Given given ->
                opening.production() && !goesOn(session, given)
                        ? Optional.of(Reason.of("bastion.refused.permit-gone", "A47", "/operations/new"))
                        : Optional.empty();
            case Pass.Denied(Reason reason, boolean askable) -> Optional.of(reason);
        };
        lost.ifPresent(reason -> {
            LOG.info("Session {} ends: {}", opening.id(), reason.key());
            Words told = said(opening.person());
            if (reason.key().equals(DUTY_ENDED)) {
                // Whichever hears of it first, the session ends for the same reason.
                session.end(DUTY, told.say(DUTY));
            } else {
                session.end(reason.key(), told.why(reason));
            }
        });
    }

    /** On production a session rests on the permit it was opened under, whatever else its person may do there. */
    private Pass pass(Actor actor, Opening opening) {
        PermitId begun = opening.permit();
        return opening.production() && begun != null
                ? passes.ask(actor, opening.host(), opening.node(), opening.account(), begun)
                : passes.ask(actor, opening.host(), opening.node(), opening.account());
    }

    /** It rests on the same permit still, or on one that gave the same work more time; then its end moves, too. */
    private boolean goesOn(LiveSessions.Live session, Pass.Given given) {
        if (Objects.equals(given.permit(), session.opening().permit())) {
            return true;
        }
        boolean carried = passes.carriesOn(session.opening().permit(), given.permit());
        if (carried) {
            session.prolong(given.until());
        }
        return carried;
    }

    private Words said(PersonId person) {
        return words.of(people.find(person).map(Person::locale).orElse(Locale.ENGLISH));
    }

    private static void later(Runnable task) {
        Thread.ofVirtual().name("recheck").start(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A live session could not be asked for again; the next second tries anew", e);
            }
        });
    }
}
