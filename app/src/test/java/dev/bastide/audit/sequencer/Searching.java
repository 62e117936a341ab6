package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.TestAudit;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the record of a test's own log as the pages do, page by page. */
final class Searching {
    private static final Actor READER = Actor.machine("reader", AccessMethod.JOB);

    private final AuditSearch search;
    private final TransactionTemplate transaction;

    Searching(TestLog log) {
        this.search = TestAudit.search(log.tail, log.sealed, log.cipher, log.audit, log.clock);
        this.transaction = log.database.transaction();
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** One page. */
    AuditFindings page(Map<String, String> filters, Order order, @Nullable Long after, int limit) {
        return Objects.requireNonNull(
                transaction.execute(status -> search.search(READER, AuditQuery.of(filters), order, after, limit)));
    }

    /** All pages, one after the other. */
    List<StoredRecord> all(Map<String, String> filters, Order order, int limit) {
        List<StoredRecord> found = new ArrayList<>();
        AuditFindings page = page(filters, order, null, limit);
        found.addAll(page.records());
        while (page.next() != null) {
            page = page(filters, order, page.next(), limit);
            found.addAll(page.records());
        }
        return found;
    }

    /** Who is named by what was found. */
    List<String> users(Map<String, String> filters, Order order, int limit) {
        return all(filters, order, limit).stream()
                .map(stored -> stored.entry().userId())
                .toList();
    }

    /** One record. */
    Optional<StoredRecord> open(UUID id) {
        return Objects.requireNonNull(transaction.execute(status -> search.open(READER, id)));
    }
}
