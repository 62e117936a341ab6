/**
 * The record: one verb, {@code append}. No record, no act.
 *
 * <p>What lives here: the record with its ten fields, the encrypted inbox it is written to, and its search. What
 * never does: an operator's log, a rule of another room. Everybody may append; only this room touches its schema.
 * Serves seed 000 s4 (A111, A114, A115).
 */
@NullMarked
@ApplicationModule(
        displayName = "audit",
        allowedDependencies = {"authority", "vault"})
package dev.bastide.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
