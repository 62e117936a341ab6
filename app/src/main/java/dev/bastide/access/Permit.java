package dev.bastide.access;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An approved operation in its window, or an emergency.
 *
 * @param dutyEnded whether the duty its executor had when it was issued has ended since
 * @param ended when it ended before its time, or null
 */
public record Permit(
        PermitId id,
        NewPermit.Kind kind,
        UUID subject,
        PersonId executor,
        List<PermitTarget> targets,
        Instant from,
        Instant to,
        List<String> steps,
        String contentHash,
        @Nullable ApprovalId approval,
        boolean dutyEnded,
        @Nullable Instant ended) {
    public Permit {
        targets = List.copyOf(targets);
        steps = List.copyOf(steps);
    }

    /** Whether its window is open and nobody has ended it. Whether its approval still stands is asked at each use. */
    public boolean isOpen(Instant now) {
        return ended == null && !dutyEnded && !now.isBefore(from) && now.isBefore(to);
    }

    /** Whether it opens this account there. */
    public boolean opens(HostId host, String account) {
        return targets.stream()
                .anyMatch(
                        target -> target.host().equals(host) && target.account().equals(account));
    }
}
