package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.job.Jobs;
import dev.bastide.vault.HomeList;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Marks what an older release left without marks, once for each table, before anything else runs. That it was done
 * stands in the database and in the home folder: whoever has only the database cannot have foreign rows marked by
 * taking the one away. Everything of one start is one transaction, recorded and told. Source: ADR 022.
 */
@Component
class FirstMarking implements SmartInitializingSingleton {
    /** The list in the home folder. */
    static final String LIST = "marked-tables";

    private static final Logger LOG = LoggerFactory.getLogger(FirstMarking.class);
    private static final String DONE = "identity.marked_table";

    /** Any number that nothing else of this program locks. */
    private static final long LOCK = 0x6d61726b6564L;

    private final ObjectProvider<MarkedLater> tables;
    private final RowMarks marks;
    private final HomeList list;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AuditLog audit;
    private final Clock clock;

    FirstMarking(
            ObjectProvider<MarkedLater> tables,
            RowMarks marks,
            @Value("${bastide.home}") Path home,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            AuditLog audit,
            Clock clock) {
        this.tables = tables;
        this.marks = marks;
        this.list = new HomeList(home.resolve(LIST));
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.audit = audit;
        this.clock = clock;
    }

    /** The database is migrated, and no room has begun to work. */
    @Override
    public void afterSingletonsInstantiated() {
        List<MarkedLater> fresh =
                tables.orderedStream().filter(table -> !isListed(table.table())).toList();
        transaction.executeWithoutResult(status -> fresh.forEach(this::markOnce));
        fresh.forEach(table -> list.add(table.table()));
    }

    private boolean isListed(String table) {
        if (!list.holds(table)) {
            return false;
        }
        if (!isMarked(table)) {
            // Nothing is marked again: its rows were marked, or they are of a database older than this home folder.
            marks.refuse(DONE, table);
        }
        return true;
    }

    private void markOnce(MarkedLater table) {
        // Two programs on one database: the second waits for the first and finds the table marked.
        jdbc.sql("select 1 from pg_advisory_xact_lock(?)")
                .param(LOCK)
                .query(Integer.class)
                .single();
        if (isMarked(table.table())) {
            return;
        }
        int count = bearsAny(table) ? 0 : markAll(table);
        jdbc.sql("insert into identity.marked_table (name, marked_at, left_over) values (?, ?, ?)")
                .params(table.table(), Timestamp.from(clock.instant()), count)
                .update();
        if (count == 0) {
            return;
        }
        LOG.warn("{} rows of {} from an older release were given their marks", count, table.table());
        audit.append(AuditRecord.of(
                        clock.instant(),
                        Jobs.actor("row-marks"),
                        Tag.VAULT,
                        "row.mark-first",
                        count + " rows of " + table.table()
                                + " from an older release were given their marks, once; from now on a row without one counts for nothing",
                        Result.DONE)
                .object("table", table.table()));
        marks.tellMarked(table.table(), count);
    }

    // A marked row where nobody says that the table was marked: the saying was taken away.
    private boolean bearsAny(MarkedLater table) {
        return jdbc.sql("select exists (select 1 from %s where mark is not null)".formatted(table.table()))
                .query(Boolean.class)
                .single();
    }

    private int markAll(MarkedLater table) {
        String key = String.join(" = ? and ", table.key()) + " = ?";
        String update = "update %s set mark = ? where %s".formatted(table.table(), key);
        List<List<Object>> left = jdbc.sql(
                        "select %s from %s where mark is null for update".formatted(table.columns(), table.table()))
                .query((row, number) -> written(table, row))
                .list();
        left.forEach(row -> jdbc.sql(update).params(row).update());
        return left.size();
    }

    private List<Object> written(MarkedLater table, ResultSet row) throws SQLException {
        List<Object> values = new ArrayList<>();
        values.add(marks.of(table.table(), table.deciding().of(row)));
        for (String column : table.key()) {
            values.add(row.getObject(column));
        }
        return values;
    }

    private boolean isMarked(String table) {
        return jdbc.sql("select exists (select 1 from identity.marked_table where name = ?)")
                .param(table)
                .query(Boolean.class)
                .single();
    }
}
