package dev.bastide.bastion;

import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run: each step on each target, target by target.
 *
 * @param operation whose steps they are
 * @param permit what allows it; its executor is who starts the run
 * @param specificationVersion where the steps come from; null for none
 * @param steps exactly the permit's steps, or, for a roll-back, the operation's roll-back steps
 */
public record RunPlan(
        UUID operation,
        PermitId permit,
        @Nullable UUID specificationVersion,
        List<RunTarget> targets,
        List<String> steps) {

    /** One account on one host. */
    public record RunTarget(HostId host, String account) {}

    public RunPlan {
        targets = List.copyOf(targets);
        steps = List.copyOf(steps);
        if (targets.isEmpty() || steps.isEmpty()) {
            throw new IllegalArgumentException("a run has targets and steps");
        }
    }
}
