package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.PersonId;
import dev.bastide.job.Jobs;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.vault.Vault;
import dev.bastide.vault.VaultLocked;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * By its mark the program knows a row again that it wrote itself. Whoever holds the database but not the master key can
 * write rows that look the same; they bear no right mark and count for nothing. Each is recorded, and said once while the
 * program runs for the room of alarms to hear. Source: seed 000 s2.2 and s4 (A47, A49, A109).
 */
@Service
public class RowMarks {
    /** So many rows are known again; then all are recorded anew. */
    private static final int KNOWN_MAX = 100_000;

    /** Classes of SQL state that speak of the database and not of a row: no connection, and being shut down. */
    private static final String CONNECTION = "08";

    private static final String INTERVENTION = "57";

    private static final Logger LOG = LoggerFactory.getLogger(RowMarks.class);
    private static final NoticeKind MARKED = NoticeKind.security("identity.rows-marked");

    private final Vault vault;
    private final AuditLog audit;
    private final Notifications notifications;
    private final AddressBook book;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    RowMarks(
            Vault vault,
            AuditLog audit,
            Notifications notifications,
            AddressBook book,
            ApplicationEventPublisher events,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.vault = vault;
        this.audit = audit;
        this.notifications = notifications;
        this.book = book;
        this.events = events;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Whether a row is the one that was asked for. The database was asked, too, but its owner can put an operator of his
     * own before PostgreSQL's and choose which row is found; what that row says bears its right mark.
     */
    @FunctionalInterface
    public interface Asked {
        /** Compares what the row says with what was asked for. */
        boolean isThis(ResultSet row) throws SQLException;
    }

    /** Reads one row and proves it. */
    @FunctionalInterface
    public interface Reading<T> {
        /** What the row says; nothing when it is not ours. */
        Optional<T> read() throws SQLException;
    }

    /**
     * The mark of a row about to be written, made from what the program means, never from what the database says.
     *
     * @param table schema and table, such as {@code approval.vote}
     * @param deciding what of the row decides, in an order that never changes; see {@link Vault#mark}
     */
    public byte[] of(String table, @Nullable Object... deciding) {
        return vault.mark(table, deciding);
    }

    /**
     * Whether the program wrote this row as it stands. One it did not write is recorded and told, on a thread of its own:
     * whoever reads it may hold a lock, or a transaction that is rolled back.
     *
     * @param key says which row it is; no secret
     */
    public boolean isOurs(String table, Object key, byte @Nullable [] mark, @Nullable Object... deciding) {
        boolean ours = vault.bears(mark, table, deciding);
        if (!ours) {
            refuse(table, key);
        }
        return ours;
    }

    /**
     * What one row says, or nothing where it is not ours. One that cannot even be read was not written by this program
     * either: it is refused like one without its mark, and stops nobody from reading the others. Throws only what says that
     * the database or the master key is away.
     */
    public <T> Optional<T> reading(String table, Object key, Reading<T> reading) throws SQLException {
        try {
            return reading.read();
        } catch (VaultLocked e) {
            throw e;
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || state.startsWith(CONNECTION) || state.startsWith(INTERVENTION)) {
                throw e;
            }
            sayOnce(table, key, e);
        } catch (RuntimeException e) {
            sayOnce(table, key, e);
        }
        refuse(table, key);
        return Optional.empty();
    }

    // Not at every look: whoever writes such a row would fill the log with it.
    private void sayOnce(String table, Object key, Exception why) {
        if (!known.contains(table + " " + key)) {
            LOG.warn("The row {} of {} cannot be read", key, table, why);
        }
    }

    /** Whether there is a master key to compare marks with. */
    boolean readable() {
        return !vault.locked();
    }

    /** Records and tells that a row is not what this program wrote, for a reader that knows it by a broken seal. */
    public void refuse(String table, Object key) {
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        if (known.add(table + " " + key)) {
            Thread.ofVirtual().name("row-marks").start(() -> tell(table, key));
        }
    }

    /** Tells that rows of an older release were marked, in the caller's transaction: those who know them look them over. */
    void tellMarked(String table, int count) {
        notifications.tell(new Notice(
                MARKED,
                watchers(),
                "identity.row.marked",
                List.of(table, Integer.toString(count)),
                "/record?operation=row.mark-first"));
    }

    private void tell(String table, Object key) {
        LOG.error("The row {} of {} does not bear this program's mark and counts for nothing", key, table);
        audit.appendNow(AuditRecord.of(
                        clock.instant(),
                        Jobs.actor("row-marks"),
                        Tag.VAULT,
                        "row.refuse",
                        "Row " + key + " of " + table
                                + " was written or changed past this program, has no right mark and counts for nothing",
                        Result.REFUSED)
                .object("row", table + " " + key));
        try {
            ownTransaction.executeWithoutResult(status -> events.publishEvent(new ForeignRow(table, key.toString())));
        } catch (RuntimeException e) {
            LOG.error("Nobody could be told of the row {} of {}", key, table, e);
        }
    }

    private List<PersonId> watchers() {
        return Stream.of(Duty.ISO, Duty.SECURITY_ENGINEER, Duty.ADMINISTRATOR)
                .flatMap(duty -> book.withDuty(duty).stream())
                .distinct()
                .toList();
    }
}
