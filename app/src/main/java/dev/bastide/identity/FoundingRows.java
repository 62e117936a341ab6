package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The rows that say who founds and whether founding is open, each with this program's mark. Whoever writes one past the
 * program gets no power from it and opens no production. Source: seed 000 s2.2 and s4 (A44, A49).
 */
@Repository
public class FoundingRows {
    private static final String OPENED = "identity.founding_period";
    private static final String READY = "identity.founding_period.ready";
    private static final String CLOSED = "identity.founding_period.closed";
    private static final String FOUNDER = "identity.founder";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private volatile @Nullable Judged judged;

    FoundingRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** How far the last founding has come. */
    public enum Phase {
        /** The founder's powers hold; production is shut. */
        OPEN,
        /** The powers have ended and production is open; the list waits for two others. */
        UNRATIFIED,
        /** Ratified by two others, for ever. */
        CLOSED,
        /** Written past the program: nobody has powers, and production is shut until somebody recovers. */
        FOREIGN
    }

    /**
     * How the last founding stands, by what this program wrote.
     *
     * @param founder who founds or founded it, if this program wrote him down
     */
    public record Stands(int period, Phase phase, @Nullable PersonId founder) {
        /** Whether somebody may found now. */
        public boolean open() {
            return phase == Phase.OPEN;
        }

        /** Whether nothing on production is possible: in doubt it is not. */
        public boolean shut() {
            return phase == Phase.OPEN || phase == Phase.FOREIGN;
        }
    }

    /** What was judged last: as long as the rows are the same to the letter, their marks are not compared again. */
    private record Judged(String rows, Stands stands) {}

    /** How founding stands. Throws {@link dev.bastide.vault.VaultLocked} when a mark is to be compared without the key. */
    public Stands now() {
        return jdbc.sql("""
                        select p.number, p.opened_at, p.recovery, p.ready_at, p.closed_at,
                            p.opened_mark, p.ready_mark, p.closed_mark, f.person, f.named_at, f.mark,
                            concat(p::text, ' ', f::text) as written
                        from identity.founding_period p
                        left join identity.founder f on f.period = p.number
                        order by p.number desc limit 1
                        """).query((row, number) -> judge(row)).single();
    }

    /** Whether two others ratified this founding, by what this program wrote. */
    boolean ratified(int period) {
        return jdbc.sql("""
                        select number, opened_at, recovery, ready_at, closed_at, opened_mark, ready_mark, closed_mark
                        from identity.founding_period where number = ?
                        """)
                .param(period)
                .query((row, number) -> phase(row) == Phase.CLOSED)
                .optional()
                .orElse(false);
    }

    /** Whether this program wrote down everybody who ever founded: it is asked who made whom, and founders make alone. */
    boolean foundersAreOurs() {
        return jdbc
                .sql("select period, person, named_at, mark from identity.founder")
                .query((row, number) -> founder(row, row.getInt("period")) != null)
                .list()
                .stream()
                .allMatch(ours -> ours);
    }

    /** Whether marks can be compared at all; without the master key nothing founds. */
    boolean readable() {
        return marks.readable();
    }

    /** Opens the next founding for this recovery, in the caller's transaction; what was open ends as it is. */
    void open(UUID recovery, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        int next = now().period() + 1;
        jdbc.sql("""
                        update identity.founding_period set closed_at = :now, abandoned_by = :recovery
                        where closed_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("recovery", recovery)
                .update();
        jdbc.sql("""
                        insert into identity.founding_period (number, opened_at, recovery, opened_mark)
                        values (?, ?, ?, ?)
                        """)
                .params(next, Timestamp.from(now), recovery, marks.of(OPENED, next, now, recovery))
                .update();
    }

    /** Writes down who the founder of the open founding is. */
    void name(PersonId person, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        int period = requireOpen();
        jdbc.sql("insert into identity.founder (period, person, named_at, mark) values (?, ?, ?, ?)")
                .params(period, person.value(), Timestamp.from(now), marks.of(FOUNDER, period, person.value(), now))
                .update();
    }

    /** The founder's powers have ended, once and for all. */
    void ready(Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        int period = requireOpen();
        jdbc.sql("""
                        update identity.founding_period set ready_at = :now, ready_mark = :mark
                        where number = :period and closed_at is null and ready_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("mark", marks.of(READY, period, now))
                .param("period", period)
                .update();
    }

    /** Two others have ratified this founding. */
    void close(int period, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        update identity.founding_period set closed_at = :now, closed_mark = :mark
                        where number = :period and closed_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("mark", marks.of(CLOSED, period, now))
                .param("period", period)
                .update();
    }

    private int requireOpen() {
        Stands stands = now();
        if (!stands.open()) {
            throw new IllegalStateException("founding is closed");
        }
        return stands.period();
    }

    private Stands judge(ResultSet row) throws SQLException {
        String rows = row.getString("written");
        Judged before = judged;
        if (before != null && before.rows().equals(rows)) {
            return before.stands();
        }
        Stands stands = new Stands(row.getInt("number"), phase(row), founder(row));
        judged = new Judged(rows, stands);
        return stands;
    }

    private Phase phase(ResultSet row) throws SQLException {
        int period = row.getInt("number");
        Instant opened = row.getTimestamp("opened_at").toInstant();
        UUID recovery = row.getObject("recovery", UUID.class);
        // The first one came with the schema; only the owner of the database makes rows before this program runs.
        if (period != 1 && !marks.isOurs(OPENED, period, row.getBytes("opened_mark"), period, opened, recovery)) {
            return Phase.FOREIGN;
        }
        @Nullable Timestamp ready = row.getTimestamp("ready_at");
        @Nullable Timestamp closed = row.getTimestamp("closed_at");
        if (ready == null) {
            return closed == null ? Phase.OPEN : Phase.FOREIGN;
        }
        if (!marks.isOurs(READY, period, row.getBytes("ready_mark"), period, ready.toInstant())) {
            return Phase.FOREIGN;
        }
        return closed != null && marks.isOurs(CLOSED, period, row.getBytes("closed_mark"), period, closed.toInstant())
                ? Phase.CLOSED
                : Phase.UNRATIFIED;
    }

    private @Nullable PersonId founder(ResultSet row) throws SQLException {
        @Nullable UUID person = row.getObject("person", UUID.class);
        if (person == null) {
            return null;
        }
        return founder(row, row.getInt("number"));
    }

    private @Nullable PersonId founder(ResultSet row, int period) throws SQLException {
        UUID person = row.getObject("person", UUID.class);
        Instant named = row.getTimestamp("named_at").toInstant();
        return marks.isOurs(FOUNDER, period, row.getBytes("mark"), period, person, named) ? new PersonId(person) : null;
    }
}
