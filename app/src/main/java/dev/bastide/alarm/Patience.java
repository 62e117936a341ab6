package dev.bastide.alarm;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.Moments;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How long each rung of a level is waited for, by what was last set; what this program did not write sets nothing. */
@Repository
class Patience {
    private static final String TABLE = "alarm.patience";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    Patience(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** Minutes for each rung, in the order of the rungs. */
    List<Integer> minutes(AlarmLevel level) {
        return jdbc.sql("""
                        select id, level, minutes, set_by, set_at, mark
                        from alarm.patience
                        where level = :level
                        order by set_at desc, id
                        """).param("level", level.word()).query(this::readOurs).list().stream()
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(level::minutes);
    }

    /** How long people on this rung have before it is somebody else's turn; never longer than the most of the level. */
    Duration of(AlarmLevel level, Rung rung) {
        Duration set = Duration.ofMinutes(minutes(level).get(rung.place()));
        return set.compareTo(level.most()) > 0 ? level.most() : set;
    }

    void set(AlarmLevel level, List<Integer> minutes, PersonId by, Instant now) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into alarm.patience (id, level, minutes, set_by, set_at, mark)
                values (:id, :level, :minutes, :by, :now, :mark)
                """)
                .param("id", id)
                .param("level", level.word())
                .param("minutes", minutes.toArray(Integer[]::new))
                .param("by", by.value())
                .param("now", utc(now))
                .param("mark", marks.of(TABLE, id, level.word(), minutes, by.value(), now))
                .update();
    }

    private Optional<List<Integer>> readOurs(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.reading(TABLE, id, () -> proved(row, id));
    }

    private Optional<List<Integer>> proved(ResultSet row, UUID id) throws SQLException {
        List<Integer> minutes = List.of((Integer[]) row.getArray("minutes").getArray());
        boolean ours = marks.isOurs(
                TABLE,
                id,
                row.getBytes("mark"),
                id,
                row.getString("level"),
                minutes,
                row.getObject("set_by", UUID.class),
                Moments.require(row, "set_at"));
        return ours && minutes.size() == Rung.values().length ? Optional.of(minutes) : Optional.empty();
    }
}
