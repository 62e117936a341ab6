package dev.bastide.bastion.door;

import dev.bastide.authority.PermitId;
import dev.bastide.authority.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the answer of {@code access} means for one session. */
public sealed interface Pass {
    /**
     * He may.
     *
     * @param rule role path and permit, for the record
     * @param permit the operation's permit; null off production, where a grant suffices
     * @param until when the session ends at the latest
     */
    record Given(String rule, boolean production, @Nullable PermitId permit, Instant until) implements Pass {}

    /**
     * He may not.
     *
     * @param askable whether he may ask for an operation there
     */
    record Denied(Reason reason, boolean askable) implements Pass {}
}
