package dev.bastide.bastion;

import dev.bastide.authority.PermitId;
import dev.bastide.bastion.run.RunRows;
import dev.bastide.bastion.run.StepHash;
import dev.bastide.bastion.session.SessionRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Proofs that steps were seen to end well off production. Source: seed 000 s2.2 (A50). */
@Service
public class Rehearsals {
    private static final int SESSIONS_MAX = 1_000;

    private final RunRows runs;
    private final SessionRows sessions;

    Rehearsals(RunRows runs, SessionRows sessions) {
        this.runs = runs;
        this.sessions = sessions;
    }

    /** The session in which the last step was seen to end well, and when. */
    public record Rehearsed(SessionId session, Instant at) {}

    /** The newest run off production of exactly these steps of this specification version, every one exit 0. */
    public Optional<Rehearsed> proof(UUID specificationVersion, List<String> steps, Instant since) {
        return runs.rehearsal(specificationVersion, StepHash.of(steps), since).flatMap(run -> seen(run, steps, since));
    }

    /** The same done by hand: each step given as an exact command off production under one of these permits, exit 0. */
    public Optional<Rehearsed> byHand(Collection<PermitId> permits, List<String> steps, Instant since) {
        return permits.stream()
                .flatMap(permit -> byHand(permit, steps, since).stream())
                .max(Comparator.comparing(Rehearsed::at));
    }

    // What a run says of its steps bears no mark; the session of each step does.
    private Optional<Rehearsed> seen(Run run, List<String> steps, Instant since) {
        Map<List<Object>, List<String>> byTarget = new LinkedHashMap<>();
        run.steps()
                .forEach(step -> byTarget.computeIfAbsent(
                                List.of(step.host(), step.account()), target -> new ArrayList<>())
                        .add(step.text()));
        if (byTarget.isEmpty() || !byTarget.values().stream().allMatch(steps::equals)) {
            return Optional.empty();
        }
        Rehearsed last = null;
        for (Run.Step step : run.steps()) {
            Optional<Rehearsed> seen = seen(run, step).filter(done -> !done.at().isBefore(since));
            if (seen.isEmpty()) {
                return Optional.empty();
            }
            last = seen.get();
        }
        return Optional.ofNullable(last);
    }

    private Optional<Rehearsed> seen(Run run, Run.Step step) {
        SessionId id = step.session();
        return id == null
                ? Optional.empty()
                : sessions.endedWell(id)
                        .filter(session -> counts(session, SessionKind.RUN)
                                && session.command().equals(step.text())
                                && run.permit().equals(session.permit()))
                        .flatMap(Rehearsals::end);
    }

    private Optional<Rehearsed> byHand(PermitId permit, List<String> steps, Instant since) {
        Map<String, Rehearsed> seen = new HashMap<>();
        for (Session session : sessions.endedWell(permit, SESSIONS_MAX)) {
            end(session)
                    .filter(done ->
                            counts(session, SessionKind.EXEC) && !done.at().isBefore(since))
                    .ifPresent(done -> seen.putIfAbsent(session.command().strip(), done));
        }
        boolean all = steps.stream().map(String::strip).allMatch(seen::containsKey);
        return all ? seen.values().stream().max(Comparator.comparing(Rehearsed::at)) : Optional.empty();
    }

    private static boolean counts(Session session, SessionKind kind) {
        return session.kind() == kind && !session.production();
    }

    private static Optional<Rehearsed> end(Session session) {
        return Optional.ofNullable(session.ended()).map(ended -> new Rehearsed(session.id(), ended));
    }
}
