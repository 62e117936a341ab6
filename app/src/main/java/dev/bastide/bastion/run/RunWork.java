package dev.bastide.bastion.run;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.RunId;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.SessionKind;
import dev.bastide.bastion.door.Bastion;
import dev.bastide.bastion.door.HostTargets;
import dev.bastide.bastion.door.Pass;
import dev.bastide.bastion.door.Passes;
import dev.bastide.bastion.recorder.RecorderDown;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.session.LiveSessions;
import dev.bastide.bastion.session.Opening;
import dev.bastide.bastion.session.SessionDesk;
import dev.bastide.bastion.ssh.Exit;
import dev.bastide.bastion.ssh.SshRun;
import dev.bastide.bastion.ssh.Tap;
import dev.bastide.bastion.ssh.Target;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/**
 * Does the steps of a run, one after the other: asks again before each, announces it, runs it under its own recorded
 * session, writes the outcome down, and stops at the first that did not end well.
 */
@Service
public class RunWork {
    private static final Logger LOG = LoggerFactory.getLogger(RunWork.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RunRows rows;
    private final RunLog log;
    private final Hosts hosts;
    private final People people;
    private final ActorOf actors;
    private final Passes passes;
    private final HostTargets targets;
    private final SessionDesk desk;
    private final LiveSessions live;
    private final Bastion bastion;
    private final Map<RunId, Boolean> stopping = new ConcurrentHashMap<>();

    RunWork(
            RunRows rows,
            RunLog log,
            Hosts hosts,
            People people,
            ActorOf actors,
            Passes passes,
            HostTargets targets,
            SessionDesk desk,
            LiveSessions live,
            Bastion bastion) {
        this.rows = rows;
        this.log = log;
        this.hosts = hosts;
        this.people = people;
        this.actors = actors;
        this.passes = passes;
        this.targets = targets;
        this.desk = desk;
        this.live = live;
        this.bastion = bastion;
    }

    /** Begins the work of a stored run and returns at once. */
    public void begin(RunId id) {
        Thread.ofVirtual().name("run-" + id).start(() -> {
            try {
                work(rows.find(id).orElseThrow());
            } catch (RuntimeException e) {
                LOG.error("Run {} broke off; a step under way is unknown", id, e);
                written(() -> rows.find(id).ifPresent(log::breakOff));
            } finally {
                stopping.remove(id);
            }
        });
    }

    /** Stops a run: the step under way is cut, the rest is not begun. */
    public void stop(RunId id, String text) {
        stopping.put(id, Boolean.TRUE);
        rows.find(id)
                .ifPresent(run -> run.steps().stream()
                        .filter(step -> step.state() == Run.StepState.ANNOUNCED)
                        .forEach(step -> end(step.session(), text)));
    }

    private void end(@Nullable SessionId session, String text) {
        if (session != null) {
            live.find(session.value()).ifPresent(found -> found.end("bastion.end.by-person", text));
        }
    }

    private void work(Run run) {
        Person person = people.require(run.person());
        for (Run.Step step : run.steps()) {
            if (stopping.containsKey(run.id())) {
                written(() -> log.end(run, Run.State.STOPPED, null));
                return;
            }
            Attempt attempt = attempt(run, step, person);
            if (attempt.state() != Run.StepState.DONE) {
                written(() -> log.end(run, after(run, attempt.state()), attempt.why()));
                return;
            }
        }
        // Whoever reads that a run is done may rest on the ends of its sessions, as a rehearsal does.
        desk.settle();
        written(() -> log.end(run, Run.State.DONE, null));
    }

    /** Writes what has already happened, and tries again while the database is away: an outcome seen is not lost. */
    private static void written(Runnable task) {
        while (true) {
            try {
                task.run();
                return;
            } catch (TransientDataAccessException | NonTransientDataAccessResourceException | TransactionException e) {
                LOG.warn("The course of a run cannot be written yet: {}", e.toString());
                LockSupport.parkNanos(PAUSE.toNanos());
                if (Thread.interrupted()) {
                    throw e;
                }
            }
        }
    }

    /** The permit that covers him now is the run's own, or a later one for exactly the same steps: more time was given. */
    private boolean allows(Run run, Pass.Given given) {
        PermitId covering = given.permit();
        if (run.permit().equals(covering)) {
            return true;
        }
        return passes.carriesOn(run.permit(), covering);
    }

    private Run.State after(Run run, Run.StepState state) {
        return switch (state) {
            case UNKNOWN -> Run.State.UNKNOWN;
            case SKIPPED, PLANNED -> Run.State.STOPPED;
            default -> stopping.containsKey(run.id()) ? Run.State.STOPPED : Run.State.FAILED;
        };
    }

    /** How a step ended, or what forbade it. */
    private record Attempt(Run.StepState state, @Nullable Reason why) {}

    private static Attempt forbidden(Run run, Run.Step step, Reason why) {
        LOG.warn("Run {} stops before step {}: {}", run.id(), step.position() + 1, why.key());
        return new Attempt(Run.StepState.SKIPPED, why);
    }

    private Attempt attempt(Run run, Run.Step step, Person person) {
        Host host = hosts.find(step.host()).orElse(null);
        Actor actor = actors.of(person, "127.0.0.1", AccessMethod.JOB, null);
        if (host == null) {
            return forbidden(run, step, Reason.of("bastion.refused.no-such-host", "", "/hosts", step.hostPath()));
        }
        return switch (passes.ask(actor, host.id(), host.node(), step.account(), run.permit())) {
            case Pass.Denied(Reason reason, boolean askable) -> forbidden(run, step, reason);
            case Pass.Given given ->
                allows(run, given)
                        ? attempt(run, step, person, host, given)
                        : forbidden(run, step, Reason.of("bastion.refused.permit-gone", "A47", "/operations/new"));
        };
    }

    private Attempt attempt(Run run, Run.Step step, Person person, Host host, Pass.Given given) {
        try {
            Target target = targets.of(person.id(), host, step.account());
            UUID session = UUID.randomUUID();
            Opening opening = opening(step, person, host, given, session);
            Tap tap = desk.open(opening, null, recording -> announce(run, step, opening, recording));
            SshRun running = SshRun.start(bastion.hosts(), session, target, step.text(), tap, given.until());
            return new Attempt(settle(run, step, running.outcome().join()), null);
        } catch (ActRefused e) {
            return forbidden(run, step, e.reason());
        } catch (RecorderDown e) {
            LOG.error("A step is not begun since it could not be recorded", e);
            return forbidden(run, step, Reason.of("bastion.refused.recorder", "A46", ""));
        }
    }

    private void announce(Run run, Run.Step step, Opening opening, Recording recording) {
        if (!log.announce(run.id(), step, opening, recording)) {
            throw new IllegalStateException("a step that was begun is not begun again");
        }
    }

    private Run.StepState settle(Run run, Run.Step step, Exit exit) {
        Integer code = exit instanceof Exit.Status(int status) ? status : null;
        Run.StepState state = switch (exit) {
            case Exit.Status(int status) when status == 0 -> Run.StepState.DONE;
            case Exit.Status status -> Run.StepState.FAILED;
            case Exit.Signalled signalled -> Run.StepState.FAILED;
            case Exit.NotStarted notStarted -> Run.StepState.FAILED;
            case Exit.Cut cut -> Run.StepState.UNKNOWN;
        };
        written(() -> log.outcome(run, step, state, code));
        return state;
    }

    private static Opening opening(Run.Step step, Person person, Host host, Pass.Given given, UUID session) {
        return new Opening(
                session,
                null,
                RunLog.RUNNER,
                person.id(),
                person.login(),
                person.name(),
                host.id(),
                host.path(),
                host.node(),
                step.account(),
                given.production(),
                given.permit(),
                given.rule(),
                SessionKind.RUN,
                step.text(),
                given.until());
    }
}
