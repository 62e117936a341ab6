package dev.bastide.record.review;

import static dev.bastide.audit.Moments.require;
import static dev.bastide.audit.Moments.utc;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was set for campaigns, by what this program wrote; a foreign row sets nothing. */
@Repository
class StoredTerms {
    private static final String TERMS = "record.review_terms";
    private static final String CHECKLIST = "record.review_checklist";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    StoredTerms(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    Terms terms() {
        List<Terms> found = new ArrayList<>();
        jdbc.sql("""
                select id, months, days, confidence, tolerable, set_by, set_at, mark
                from record.review_terms
                order by number desc
                """).query(row -> {
            marks.reading(TERMS, row.getObject("id", UUID.class), () -> terms(row))
                    .ifPresent(found::add);
        });
        return found.stream().findFirst().orElse(Terms.STANDARD);
    }

    private Optional<Terms> terms(ResultSet row) throws SQLException {
        Terms terms =
                new Terms(row.getInt("months"), row.getInt("days"), row.getInt("confidence"), row.getInt("tolerable"));
        UUID id = row.getObject("id", UUID.class);
        UUID by = row.getObject("set_by", UUID.class);
        Instant at = require(row, "set_at");
        return marks.isOurs(TERMS, id, row.getBytes("mark"), parts(id, terms, by, at))
                ? Optional.of(terms)
                : Optional.empty();
    }

    void set(Terms terms, PersonId by, Instant at) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into record.review_terms (id, months, days, confidence, tolerable, set_by, set_at, mark)
                values (:id, :months, :days, :confidence, :tolerable, :by, :at, :mark)
                """)
                .param("id", id)
                .param("months", terms.months())
                .param("days", terms.days())
                .param("confidence", terms.confidence())
                .param("tolerable", terms.tolerable())
                .param("by", by.value())
                .param("at", utc(at))
                .param("mark", marks.of(TERMS, parts(id, terms, by.value(), at)))
                .update();
    }

    private static Object[] parts(UUID id, Terms terms, UUID by, Instant at) {
        return new Object[] {id, terms.months(), terms.days(), terms.confidence(), terms.tolerable(), by, at};
    }

    /** All versions, the newest first; the last one is the program's. */
    List<Checklist> checklists() {
        List<Checklist> found = new ArrayList<>();
        jdbc.sql("""
                select id, number, questions, set_by, set_at, mark
                from record.review_checklist
                order by number desc
                """).query(row -> {
            marks.reading(CHECKLIST, row.getObject("id", UUID.class), () -> checklist(row))
                    .ifPresent(found::add);
        });
        found.add(Checklist.STANDARD);
        return found;
    }

    Checklist checklist() {
        return checklists().getFirst();
    }

    private Optional<Checklist> checklist(ResultSet row) throws SQLException {
        Checklist list = new Checklist(row.getLong("number"), Texts.of(row, "questions"));
        UUID id = row.getObject("id", UUID.class);
        boolean ours = marks.isOurs(
                CHECKLIST,
                id,
                row.getBytes("mark"),
                id,
                list.number(),
                list.questions(),
                row.getObject("set_by", UUID.class),
                require(row, "set_at"));
        return ours ? Optional.of(list) : Optional.empty();
    }

    long setChecklist(List<String> questions, PersonId by, Instant at) {
        UUID id = UUID.randomUUID();
        long number = jdbc.sql("select nextval(pg_get_serial_sequence('record.review_checklist', 'number'))")
                .query(Long.class)
                .single();
        jdbc.sql("""
                insert into record.review_checklist (id, number, questions, set_by, set_at, mark)
                overriding system value
                values (:id, :number, :questions, :by, :at, :mark)
                """)
                .param("id", id)
                .param("number", number)
                .param("questions", questions.toArray(String[]::new))
                .param("by", by.value())
                .param("at", utc(at))
                .param("mark", marks.of(CHECKLIST, id, number, questions, by.value(), at))
                .update();
        return number;
    }
}
