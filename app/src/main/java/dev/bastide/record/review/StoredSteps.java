package dev.bastide.record.review;

import static dev.bastide.audit.Moments.require;
import static dev.bastide.audit.Moments.utc;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Assignments, openings and verdicts: rows are only ever added, and each bears its mark. */
@Repository
class StoredSteps {
    private static final String ASSIGNMENT = "record.review_assignment";
    private static final String OPENING = "record.review_opening";
    private static final String VERDICT = "record.review_verdict";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    StoredSteps(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    private long next(String table) {
        return jdbc.sql("select nextval(pg_get_serial_sequence(:table, 'number'))")
                .param("table", table)
                .query(Long.class)
                .single();
    }

    void assign(UUID item, Item.Assignment given) {
        long number = next(ASSIGNMENT);
        PersonId by = given.by();
        jdbc.sql("""
                insert into record.review_assignment (id, number, item, reviewer, given_by, why, at, mark)
                overriding system value
                values (:id, :number, :item, :reviewer, :by, :why, :at, :mark)
                """)
                .param("id", given.id())
                .param("number", number)
                .param("item", item)
                .param("reviewer", given.reviewer().value())
                .param("by", by == null ? null : by.value())
                .param("why", given.why())
                .param("at", utc(given.at()))
                .param("mark", marks.of(ASSIGNMENT, parts(number, item, given)))
                .update();
    }

    private static @Nullable Object[] parts(long number, UUID item, Item.Assignment given) {
        PersonId by = given.by();
        return new @Nullable Object[] {
            given.id(), number, item, given.reviewer().value(), by == null ? null : by.value(), given.why(), given.at()
        };
    }

    void open(UUID item, Item.Opening opening) {
        jdbc.sql("""
                insert into record.review_opening (id, assignment, item, reviewer, readable, at, mark)
                values (:id, :assignment, :item, :reviewer, :readable, :at, :mark)
                """)
                .param("id", opening.id())
                .param("assignment", opening.assignment())
                .param("item", item)
                .param("reviewer", opening.reviewer().value())
                .param("readable", opening.readable())
                .param("at", utc(opening.at()))
                .param("mark", marks.of(OPENING, parts(item, opening)))
                .update();
    }

    private static Object[] parts(UUID item, Item.Opening opening) {
        return new Object[] {
            opening.id(), opening.assignment(), item, opening.reviewer().value(), opening.readable(), opening.at()
        };
    }

    /**
     * Writes a verdict, and beside it the rows of this item that the program did not write: the database orders verdicts and
     * assignments by the others, so that no foreign row stands in the way; what ends the campaign already is none of ours, as
     * it is judged. They are named where they are read, too.
     */
    void judge(Item of, Item.Verdict verdict) {
        UUID item = of.id();
        long number = next(VERDICT);
        jdbc.sql("""
                insert into record.review_verdict (id, number, opening, assignment, item, reviewer, verdict, finding, note,
                    checklist, answers, corrects, at, mark, passed_over)
                overriding system value
                values (:id, :number, :opening, :assignment, :item, :reviewer, :verdict, :finding, :note, :checklist,
                    :answers, :corrects, :at, :mark, :passed)
                """)
                .param("id", verdict.id())
                .param("number", number)
                .param("opening", verdict.opening())
                .param("assignment", verdict.assignment())
                .param("item", item)
                .param("reviewer", verdict.reviewer().value())
                .param("verdict", verdict.word())
                .param("finding", verdict.inOrder() ? null : verdict.finding())
                .param("note", verdict.note())
                .param("checklist", verdict.checklist())
                .param("answers", verdict.answers().toArray(String[]::new))
                .param("corrects", verdict.corrects())
                .param("at", utc(verdict.at()))
                .param("mark", marks.of(VERDICT, parts(number, item, verdict)))
                .param("passed", foreign(of))
                .update();
    }

    private UUID[] foreign(Item item) {
        Set<UUID> ours = Stream.concat(
                        item.assignments().stream().map(Item.Assignment::id),
                        item.verdicts().stream().map(Item.Verdict::id))
                .collect(Collectors.toSet());
        return jdbc
                .sql("""
                        select a.id from record.review_assignment a where a.item = :item
                        union
                        select v.id from record.review_verdict v where v.item = :item
                        union
                        select c.id from record.review_completion c
                        join record.review_item i on i.campaign = c.campaign
                        where i.id = :item
                        """)
                .param("item", item.id())
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .stream()
                .filter(id -> !ours.contains(id))
                .toArray(UUID[]::new);
    }

    private static @Nullable Object[] parts(long number, UUID item, Item.Verdict verdict) {
        return new @Nullable Object[] {
            verdict.id(),
            number,
            verdict.opening(),
            verdict.assignment(),
            item,
            verdict.reviewer().value(),
            verdict.word(),
            verdict.finding(),
            verdict.note(),
            verdict.checklist(),
            verdict.answers(),
            verdict.corrects(),
            verdict.at()
        };
    }

    Map<UUID, List<Item.Assignment>> assignments(UUID campaign) {
        Map<UUID, List<Item.Assignment>> found = new HashMap<>();
        jdbc.sql("""
                select a.id, a.number, a.item, a.reviewer, a.given_by, a.why, a.at, a.mark
                from record.review_assignment a
                join record.review_item i on i.id = a.item
                where i.campaign = :campaign
                order by a.number
                """).param("campaign", campaign).query(row -> {
            UUID item = row.getObject("item", UUID.class);
            marks.reading(ASSIGNMENT, row.getObject("id", UUID.class), () -> assignment(row, item))
                    .ifPresent(given -> put(found, item, given));
        });
        return found;
    }

    private Optional<Item.Assignment> assignment(ResultSet row, UUID item) throws SQLException {
        UUID by = row.getObject("given_by", UUID.class);
        Item.Assignment given = new Item.Assignment(
                row.getObject("id", UUID.class),
                new PersonId(row.getObject("reviewer", UUID.class)),
                by == null ? null : new PersonId(by),
                row.getString("why"),
                require(row, "at"));
        return marks.isOurs(ASSIGNMENT, given.id(), row.getBytes("mark"), parts(row.getLong("number"), item, given))
                ? Optional.of(given)
                : Optional.empty();
    }

    Map<UUID, List<Item.Opening>> openings(UUID campaign) {
        Map<UUID, List<Item.Opening>> found = new HashMap<>();
        jdbc.sql("""
                select o.id, o.assignment, o.item, o.reviewer, o.readable, o.at, o.mark
                from record.review_opening o
                join record.review_item i on i.id = o.item
                where i.campaign = :campaign
                order by o.at, o.id
                """).param("campaign", campaign).query(row -> {
            UUID item = row.getObject("item", UUID.class);
            marks.reading(OPENING, row.getObject("id", UUID.class), () -> opening(row, item))
                    .ifPresent(opening -> put(found, item, opening));
        });
        return found;
    }

    private Optional<Item.Opening> opening(ResultSet row, UUID item) throws SQLException {
        Item.Opening opening = new Item.Opening(
                row.getObject("id", UUID.class),
                row.getObject("assignment", UUID.class),
                new PersonId(row.getObject("reviewer", UUID.class)),
                row.getBoolean("readable"),
                require(row, "at"));
        return marks.isOurs(OPENING, opening.id(), row.getBytes("mark"), parts(item, opening))
                ? Optional.of(opening)
                : Optional.empty();
    }

    Map<UUID, List<Item.Verdict>> verdicts(UUID campaign) {
        Map<UUID, List<Item.Verdict>> found = new HashMap<>();
        jdbc.sql("""
                select v.id, v.number, v.opening, v.assignment, v.item, v.reviewer, v.verdict, v.finding, v.note, v.checklist,
                       v.answers, v.corrects, v.at, v.mark
                from record.review_verdict v
                join record.review_item i on i.id = v.item
                where i.campaign = :campaign
                order by v.number
                """).param("campaign", campaign).query(row -> {
            UUID item = row.getObject("item", UUID.class);
            marks.reading(VERDICT, row.getObject("id", UUID.class), () -> verdict(row, item))
                    .ifPresent(verdict -> put(found, item, verdict));
        });
        return found;
    }

    private Optional<Item.Verdict> verdict(ResultSet row, UUID item) throws SQLException {
        String finding = row.getString("finding");
        Item.Verdict verdict = new Item.Verdict(
                row.getObject("id", UUID.class),
                row.getObject("opening", UUID.class),
                row.getObject("assignment", UUID.class),
                new PersonId(row.getObject("reviewer", UUID.class)),
                row.getString("verdict").equals(Item.Verdict.IN_ORDER),
                finding == null ? "" : finding,
                row.getString("note"),
                row.getLong("checklist"),
                Texts.of(row, "answers"),
                row.getObject("corrects", UUID.class),
                require(row, "at"));
        return marks.isOurs(VERDICT, verdict.id(), row.getBytes("mark"), parts(row.getLong("number"), item, verdict))
                ? Optional.of(verdict)
                : Optional.empty();
    }

    private static <T> void put(Map<UUID, List<T>> found, UUID item, T step) {
        found.computeIfAbsent(item, key -> new ArrayList<>()).add(step);
    }
}
