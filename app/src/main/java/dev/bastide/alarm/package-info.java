/**
 * Alarms: what went wrong, who was told of it in time, and who has it.
 *
 * <p>What lives here: {@link dev.bastide.alarm.Alarms}, the duty roster with its hand-overs, the ladder that an alarm climbs
 * until somebody acknowledges it, the ticket that it opens, the evidence of them, and the statistics of what keeps going wrong. What never does: what
 * an alarm means, or the rule that finds it. Rooms above raise and clear; rooms below are heard by their events. Serves
 * seed 000 s4 (A103).
 */
@NullMarked
@ApplicationModule(
        displayName = "alarm",
        allowedDependencies = {
            "authority",
            "vault",
            "audit",
            "job",
            "page",
            "notification",
            "identity",
            "servicetree",
            "deadline",
            "ticket"
        })
package dev.bastide.alarm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
