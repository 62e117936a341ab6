package dev.bastide.record;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.RecordProof;
import dev.bastide.audit.SegmentDamaged;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.page.NoSuch;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the record for pages and programs. What turns out not to be what was sealed is said, and looked into at once. */
@Component
class Readings {
    private static final String LOG_PAGE = "/record/log";

    private final AuditSearch search;
    private final ProvenLog log;
    private final LogWatch watch;

    Readings(AuditSearch search, ProvenLog log, LogWatch watch) {
        this.search = search;
        this.log = log;
        this.watch = watch;
    }

    AuditFindings search(Actor actor, AuditQuery query, Order order, @Nullable Long after, int limit) {
        AuditFindings found = search.search(actor, query, order, after, limit);
        if (found.unreadable() > 0) {
            watch.metDamage();
        }
        return found;
    }

    /** The same with counts of all that matches. */
    AuditSearch.Overview look(Actor actor, AuditQuery query, Order order, int limit) {
        AuditSearch.Overview seen = search.look(actor, query, order, null, limit);
        if (seen.found().unreadable() + seen.counts().unreadable() > 0) {
            watch.metDamage();
        }
        return seen;
    }

    /** One record. Throws {@link NoSuch} where there is none, and {@link ActRefused} where its segment cannot be believed. */
    StoredRecord open(Actor actor, UUID id) {
        return read(() -> search.open(actor, id)).orElseThrow(() -> new NoSuch("record.record", id.toString()));
    }

    /** The proof of one record; throws as {@link #open} does. */
    RecordProof proof(UUID id) {
        return read(() -> log.proof(id)).orElseThrow(() -> new NoSuch("record.proof", id.toString()));
    }

    private <T> Optional<T> read(Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (SegmentDamaged e) {
            watch.metDamage();
            throw new ActRefused(Reason.of("record.damaged", "A114", LOG_PAGE));
        }
    }
}
