/**
 * The pages of the record: how an auditor asks what happened.
 *
 * <p>What lives here: the search page, the page of one record with the way to its recording and its proof, export, forwarding
 * to a SIEM, the health of the signed log, the API, review campaigns, and the recurring work of the record. What never does:
 * the record itself, which {@code audit} keeps. Nobody may come in. Serves seed 000 s4 (A112, A114, A115); every search and
 * every opening is itself a record.
 */
@NullMarked
@ApplicationModule(
        displayName = "record",
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
            "alarm"
        })
package dev.bastide.record;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
