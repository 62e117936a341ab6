package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The list of founding acts, and who ratified it, each with this program's mark. An act that it did not write as it stands
 * is shown and lets nobody ratify; a ratification that it did not write is as if it were not there.
 */
@Repository
class FoundingList {
    private static final String ACT = "identity.founding_act";
    private static final String ACT_COLUMNS = "number, period, at, person, actor, what, mark";
    private static final String RATIFICATION = "identity.founding_ratification";
    private static final String RATIFICATION_COLUMNS = "period, person, list_hash, evaluation, at, mark";

    private static final int WHAT_MAX = 4_000;
    private static final int PART_MAX = 3_900;

    private final JdbcClient jdbc;
    private final RowMarks marks;

    FoundingList(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** An act as it stands on the list. */
    record Act(long number, Instant at, @Nullable PersonId person, String actor, String what, boolean ours) {}

    /** What somebody said who ratified. */
    record Ratified(PersonId person, String evaluation, Instant at) {}

    /** Puts an act on the list, whole: one that is too long for a row takes several, each saying which part it is. */
    void add(int period, Instant at, @Nullable PersonId person, String actor, String what) {
        List<String> parts = parts(what);
        for (int i = 0; i < parts.size(); i++) {
            String part = "(part " + (i + 1) + " of " + parts.size() + ") ";
            insert(period, at, person, actor, parts.size() == 1 ? what : part + parts.get(i));
        }
    }

    private static List<String> parts(String what) {
        if (what.length() <= WHAT_MAX) {
            return List.of(what);
        }
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < what.length(); ) {
            int to = Math.min(from + PART_MAX, what.length());
            to -= to < what.length() && Character.isHighSurrogate(what.charAt(to - 1)) ? 1 : 0;
            parts.add(what.substring(from, to));
            from = to;
        }
        return parts;
    }

    private void insert(int period, Instant now, @Nullable PersonId person, String actor, String what) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        @Nullable UUID by = person == null ? null : person.value();
        jdbc.sql("""
                        insert into identity.founding_act (period, at, person, actor, what, mark)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .param(period)
                .param(Timestamp.from(at))
                .param(by)
                .param(actor)
                .param(what)
                .param(marks.of(ACT, period, at, by, actor, what))
                .update();
    }

    /** Every act of this founding, in order. */
    List<Act> acts(int period) {
        return jdbc.sql("select " + ACT_COLUMNS + " from identity.founding_act where period = ? order by number")
                .param(period)
                .query((row, number) -> act(row))
                .list();
    }

    /** Writes a ratification down; false when this person has ratified this list before. */
    boolean ratify(int period, PersonId person, String hash, String evaluation, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        return jdbc.sql("""
                        insert into identity.founding_ratification (period, person, list_hash, evaluation, at, mark)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict do nothing
                        """)
                        .params(
                                period,
                                person.value(),
                                hash,
                                evaluation,
                                Timestamp.from(at),
                                marks.of(RATIFICATION, period, person.value(), hash, evaluation, at))
                        .update()
                == 1;
    }

    /** Who has ratified exactly this list, in order. */
    List<Ratified> ratified(int period, String hash) {
        List<Ratified> said = new ArrayList<>();
        jdbc.sql("select " + RATIFICATION_COLUMNS + """
                         from identity.founding_ratification where period = ? and list_hash = ? order by at
                        """).params(period, hash).query(row -> {
            String key = row.getInt("period") + " by " + row.getString("person");
            boolean asked = row.getInt("period") == period && hash.equals(row.getString("list_hash"));
            if (asked && marks.isOurs(RATIFICATION, key, row.getBytes("mark"), ratification(row))) {
                said.add(new Ratified(
                        new PersonId(row.getObject("person", UUID.class)),
                        row.getString("evaluation"),
                        row.getTimestamp("at").toInstant()));
            }
        });
        return said;
    }

    static MarkedLater actsMarkedLater() {
        return new MarkedLater(ACT, List.of("number"), ACT_COLUMNS, FoundingList::deciding);
    }

    static MarkedLater ratificationsMarkedLater() {
        return new MarkedLater(
                RATIFICATION,
                List.of("period", "person", "list_hash"),
                RATIFICATION_COLUMNS,
                FoundingList::ratification);
    }

    private Act act(ResultSet row) throws SQLException {
        @Nullable UUID person = row.getObject("person", UUID.class);
        return new Act(
                row.getLong("number"),
                row.getTimestamp("at").toInstant(),
                person == null ? null : new PersonId(person),
                row.getString("actor"),
                row.getString("what"),
                marks.isOurs(ACT, row.getLong("number"), row.getBytes("mark"), deciding(row)));
    }

    private static @Nullable Object[] deciding(ResultSet row) throws SQLException {
        return new @Nullable Object[] {
            row.getInt("period"),
            row.getTimestamp("at").toInstant(),
            row.getObject("person", UUID.class),
            row.getString("actor"),
            row.getString("what")
        };
    }

    private static @Nullable Object[] ratification(ResultSet row) throws SQLException {
        return new @Nullable Object[] {
            row.getInt("period"),
            row.getObject("person", UUID.class),
            row.getString("list_hash"),
            row.getString("evaluation"),
            row.getTimestamp("at").toInstant()
        };
    }
}
