/**
 * The logs of other systems, on their way into the record.
 *
 * <p>What lives here: which sources there are, how what they send is read and mapped to the ten fields, the doors they come
 * in by, how many came, and the canary that proves each component still logs. What never does: a record's storage, which is
 * {@code audit}'s, or a rule about what a record means. Rooms above learn of foreign records by searching the record. Serves
 * seed 000 s3.1 and s4 (A67, A113, A114).
 */
@NullMarked
@ApplicationModule(
        displayName = "intake",
        allowedDependencies = {
            "authority",
            "vault",
            "audit",
            "job",
            "page",
            "notification",
            "identity",
            "approval",
            "servicetree",
            "deadline",
            "alarm",
            "access"
        })
package dev.bastide.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
