package dev.bastide.identity.scim;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.identity.Duty;
import dev.bastide.identity.Founding;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which of the directory's words name a duty. A word that is in no row names none, and neither do a title and a
 * department that name two different ones: then everything ends. Nobody becomes an administrator this way, and a row
 * that somebody wrote past the program names nothing. (A53)
 */
@Service
class DutyMappings {
    /** The attributes whose words count, as the table names them. */
    static final List<String> ATTRIBUTES = List.of("title", "department");

    private static final int WORD_CHARACTERS_MAX = 256;
    private static final String TABLE = "identity.duty_mapping";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;
    private final Founding founding;
    private final AuditLog audit;

    DutyMappings(JdbcClient jdbc, RowMarks marks, Clock clock, Founding founding, AuditLog audit) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.clock = clock;
        this.founding = founding;
        this.audit = audit;
    }

    /**
     * One row of the table.
     *
     * @param value the word, folded
     */
    record Row(String attribute, String value, String duty) {}

    /** The duties a word may name. */
    static List<String> duties() {
        return Duty.OF_HUMANS.stream()
                .filter(duty -> !duty.equals(Duty.ADMINISTRATOR))
                .toList();
    }

    /** The whole table. */
    List<Row> all() {
        return ours(jdbc.sql("""
                select attribute, value, duty, made_by, made_at, mark from identity.duty_mapping
                order by attribute, value
                """));
    }

    /** The duty these words name together; nothing when they name none or more than one. */
    Optional<String> dutyOf(@Nullable String title, @Nullable String department) {
        Set<String> named = ours(jdbc.sql("""
                        select attribute, value, duty, made_by, made_at, mark from identity.duty_mapping
                        where (attribute = 'title' and value = :title)
                            or (attribute = 'department' and value = :department)
                        """).param("title", key(title)).param("department", key(department))).stream()
                .map(Row::duty)
                .collect(Collectors.toSet());
        return named.size() == 1 ? Optional.of(named.iterator().next()) : Optional.empty();
    }

    /** Adds a row, or gives one another duty. Counts when the directory next says the word. Throws {@link BadInput}. */
    @Transactional
    public void put(Actor actor, Row wanted) {
        String value = key(wanted.value());
        if (!ATTRIBUTES.contains(wanted.attribute())) {
            throw BadInput.in("attribute", "identity.directory.bad.attribute");
        }
        if (value == null || wanted.value().strip().length() > WORD_CHARACTERS_MAX) {
            throw BadInput.in("word", "identity.directory.bad.value");
        }
        if (!duties().contains(wanted.duty())) {
            throw BadInput.in("duty", "identity.bad.duty");
        }
        UUID by = actor.requirePerson().value();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        insert into identity.duty_mapping (attribute, value, duty, made_by, made_at, mark)
                        values (:attribute, :value, :duty, :by, :now, :mark)
                        on conflict (attribute, value) do update
                        set duty = excluded.duty, made_by = excluded.made_by, made_at = excluded.made_at,
                            mark = excluded.mark
                        """)
                .param("attribute", wanted.attribute())
                .param("value", value)
                .param("duty", wanted.duty())
                .param("by", by)
                .param("now", Timestamp.from(now))
                .param("mark", marks.of(TABLE, wanted.attribute(), value, wanted.duty(), by, now))
                .update();
        record(actor, "the directory's " + wanted.attribute() + " \"" + value + "\" names the duty " + wanted.duty());
    }

    /** Takes a row away. False when there is none. */
    @Transactional
    public boolean remove(Actor actor, String attribute, String word) {
        boolean removed = jdbc.sql("delete from identity.duty_mapping where attribute = :attribute and value = :value")
                        .param("attribute", attribute)
                        .param("value", key(word))
                        .update()
                == 1;
        if (removed) {
            record(actor, "the directory's " + attribute + " \"" + key(word) + "\" names no duty any more");
        }
        return removed;
    }

    /** A word as it is compared: one spelling of each letter, lower case, single spaces. Null for none. */
    static @Nullable String key(@Nullable String word) {
        if (word == null) {
            return null;
        }
        String folded = Normalizer.normalize(word, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\p{Z}]+", " ")
                .strip();
        return folded.isEmpty() ? null : folded;
    }

    private List<Row> ours(JdbcClient.StatementSpec query) {
        List<Row> rows = new ArrayList<>();
        query.query(row -> {
            Row read = new Row(row.getString("attribute"), row.getString("value"), row.getString("duty"));
            boolean ours = marks.isOurs(
                    TABLE,
                    read.attribute() + " " + read.value(),
                    row.getBytes("mark"),
                    read.attribute(),
                    read.value(),
                    read.duty(),
                    row.getObject("made_by", UUID.class),
                    row.getTimestamp("made_at").toInstant());
            if (ours) {
                rows.add(read);
            }
        });
        return rows;
    }

    private void record(Actor actor, String what) {
        founding.note(actor, what);
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, "settings.edit", what, Result.DONE));
    }
}
