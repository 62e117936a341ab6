package dev.bastide.alarm.roster;

import dev.bastide.alarm.roster.Shift.Handover;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of shifts and hand-overs, by what this program wrote: nobody puts himself on duty past it, or off. */
@Repository
class RosterRows {
    private static final String SHIFT = "alarm.shift";
    private static final String END = "alarm.shift_end";
    private static final String HANDOVER = "alarm.handover";
    private static final String ANSWER = "alarm.handover_answer";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    RosterRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    void add(Shift shift, PersonId by, Instant now) {
        jdbc.sql("""
                insert into alarm.shift (id, node, person, place, from_at, to_at, entered_by, entered_at, mark)
                values (:id, :node, :person, :place, :from, :to, :by, :now, :mark)
                """)
                .param("id", shift.id())
                .param("node", shift.node().value())
                .param("person", shift.person().value())
                .param("place", shift.place())
                .param("from", utc(shift.from()))
                .param("to", utc(shift.to()))
                .param("by", by.value())
                .param("now", utc(now))
                .param(
                        "mark",
                        marks.of(
                                SHIFT,
                                shift.id(),
                                shift.node().value(),
                                shift.person().value(),
                                shift.place(),
                                shift.from(),
                                shift.to(),
                                by.value(),
                                now))
                .update();
    }

    void end(UUID shift, PersonId by, Instant now) {
        jdbc.sql("insert into alarm.shift_end (shift, ended_by, at, mark) values (:shift, :by, :now, :mark)")
                .param("shift", shift)
                .param("by", by.value())
                .param("now", utc(now))
                .param("mark", marks.of(END, shift, by.value(), now))
                .update();
    }

    void offer(Handover offer) {
        jdbc.sql("""
                insert into alarm.handover (id, shift, giver, taker, note, at, mark)
                values (:id, :shift, :giver, :taker, :note, :at, :mark)
                """)
                .param("id", offer.id())
                .param("shift", offer.shift())
                .param("giver", offer.giver().value())
                .param("taker", offer.taker().value())
                .param("note", offer.note())
                .param("at", utc(offer.at()))
                .param(
                        "mark",
                        marks.of(
                                HANDOVER,
                                offer.id(),
                                offer.shift(),
                                offer.giver().value(),
                                offer.taker().value(),
                                offer.note(),
                                offer.at()))
                .update();
    }

    void answer(Handover offer, boolean accepted, Instant now) {
        jdbc.sql("""
                insert into alarm.handover_answer (handover, taker, accepted, at, mark)
                values (:id, :taker, :accepted, :now, :mark)
                """)
                .param("id", offer.id())
                .param("taker", offer.taker().value())
                .param("accepted", accepted)
                .param("now", utc(now))
                .param("mark", marks.of(ANSWER, offer.id(), offer.taker().value(), accepted, now))
                .update();
    }

    /** Makes whoever enters shifts of this node come one after the other until the transaction ends. */
    void lockNode(NodeId node) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('alarm.shift ' || cast(:node as text), 0))")
                .param("node", node.value())
                .query((row, number) -> node)
                .list();
    }

    /** The shifts of these nodes that are on at some time from one instant to before another, in order. */
    List<Shift> between(List<NodeId> nodes, Instant from, Instant until) {
        return shifts(
                """
                select id, node, person, place, from_at, to_at, entered_by, entered_at, mark
                from alarm.shift
                where node = any(:nodes) and to_at > :from and from_at < :until
                """,
                Map.of(
                        "nodes",
                        nodes.stream().map(NodeId::value).toArray(UUID[]::new),
                        "from",
                        utc(from),
                        "until",
                        utc(until)));
    }

    Optional<Shift> find(UUID id) {
        return shifts("""
                select id, node, person, place, from_at, to_at, entered_by, entered_at, mark
                from alarm.shift
                where id = :id
                """, Map.of("id", id)).stream().findFirst();
    }

    /** The shift, locked until the transaction ends. */
    Optional<Shift> lock(UUID id) {
        return shifts("""
                select id, node, person, place, from_at, to_at, entered_by, entered_at, mark
                from alarm.shift
                where id = :id
                for update
                """, Map.of("id", id)).stream().findFirst();
    }

    /** Which shift an offer belongs to. */
    Optional<UUID> shiftOf(UUID handover) {
        return jdbc.sql("select shift from alarm.handover where id = :id")
                .param("id", handover)
                .query(UUID.class)
                .optional();
    }

    /** The shifts still to end of which somebody has offered something to this person. */
    List<Shift> offeredTo(PersonId taker, Instant now) {
        return shifts("""
                select id, node, person, place, from_at, to_at, entered_by, entered_at, mark
                from alarm.shift
                where to_at > :now and id in (
                    select h.shift
                    from alarm.handover h
                    where h.taker = :taker
                        and not exists (select from alarm.handover_answer a where a.handover = h.id))
                """, Map.of("now", utc(now), "taker", taker.value()));
    }

    private List<Shift> shifts(String select, Map<String, Object> values) {
        List<Shift> bare = jdbc.sql(select).params(values).query(this::readShift).list().stream()
                .flatMap(Optional::stream)
                .toList();
        UUID[] ids = bare.stream().map(Shift::id).toArray(UUID[]::new);
        Set<UUID> ended = ended(ids);
        Map<UUID, List<Handover>> handovers = handovers(ids);
        return bare.stream()
                .filter(shift -> !ended.contains(shift.id()))
                .map(shift -> new Shift(
                        shift.id(),
                        shift.node(),
                        shift.person(),
                        shift.place(),
                        shift.from(),
                        shift.to(),
                        handovers.getOrDefault(shift.id(), List.of())))
                .sorted(Comparator.comparing(Shift::from).thenComparingInt(Shift::place))
                .toList();
    }

    private Set<UUID> ended(UUID[] shifts) {
        Set<UUID> ended = new HashSet<>();
        jdbc.sql("select shift, ended_by, at, mark from alarm.shift_end where shift = any(:ids)")
                .param("ids", shifts)
                .query(row -> {
                    UUID shift = row.getObject("shift", UUID.class);
                    marks.reading(END, shift, () -> end(row, shift)).ifPresent(ended::add);
                });
        return ended;
    }

    private Optional<UUID> end(ResultSet row, UUID shift) throws SQLException {
        UUID by = row.getObject("ended_by", UUID.class);
        boolean ours = marks.isOurs(END, shift, row.getBytes("mark"), shift, by, instant(row, "at"));
        return ours ? Optional.of(shift) : Optional.empty();
    }

    private Map<UUID, List<Handover>> handovers(UUID[] shifts) {
        Map<UUID, Answer> answers = answers(shifts);
        Map<UUID, List<Handover>> found = new HashMap<>();
        jdbc.sql("""
                select id, shift, giver, taker, note, at, mark
                from alarm.handover
                where shift = any(:ids)
                """).param("ids", shifts).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            marks.reading(HANDOVER, id, () -> handover(row, id, answers.get(id)))
                    .ifPresent(read -> found.computeIfAbsent(read.shift(), shift -> new ArrayList<>())
                            .add(read));
        });
        // Accepted ones in the order in which they were accepted: that order says who holds the shift.
        found.values().forEach(list -> list.sort(Comparator.comparing(RosterRows::moment)));
        return found;
    }

    private Optional<Handover> handover(ResultSet row, UUID id, @Nullable Answer answer) throws SQLException {
        Handover read = new Handover(
                id,
                row.getObject("shift", UUID.class),
                new PersonId(row.getObject("giver", UUID.class)),
                new PersonId(row.getObject("taker", UUID.class)),
                row.getString("note"),
                instant(row, "at"),
                answer != null && answer.accepted(),
                answer == null ? null : answer.at());
        boolean ours = marks.isOurs(
                HANDOVER,
                id,
                row.getBytes("mark"),
                id,
                read.shift(),
                read.giver().value(),
                read.taker().value(),
                read.note(),
                read.at());
        return ours ? Optional.of(read) : Optional.empty();
    }

    private static Instant moment(Handover handover) {
        return Objects.requireNonNullElse(handover.answeredAt(), handover.at());
    }

    private record Answer(boolean accepted, Instant at) {}

    private Map<UUID, Answer> answers(UUID[] shifts) {
        Map<UUID, Answer> found = new HashMap<>();
        jdbc.sql("""
                select a.handover, a.taker, a.accepted, a.at, a.mark
                from alarm.handover_answer a
                join alarm.handover h on h.id = a.handover
                where h.shift = any(:ids)
                """).param("ids", shifts).query(row -> {
            UUID handover = row.getObject("handover", UUID.class);
            marks.reading(ANSWER, handover, () -> answer(row, handover)).ifPresent(read -> found.put(handover, read));
        });
        return found;
    }

    private Optional<Answer> answer(ResultSet row, UUID handover) throws SQLException {
        UUID taker = row.getObject("taker", UUID.class);
        Answer read = new Answer(row.getBoolean("accepted"), instant(row, "at"));
        boolean ours =
                marks.isOurs(ANSWER, handover, row.getBytes("mark"), handover, taker, read.accepted(), read.at());
        return ours ? Optional.of(read) : Optional.empty();
    }

    private Optional<Shift> readShift(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.reading(SHIFT, id, () -> proved(row, id));
    }

    private Optional<Shift> proved(ResultSet row, UUID id) throws SQLException {
        Shift read = new Shift(
                id,
                new NodeId(row.getObject("node", UUID.class)),
                new PersonId(row.getObject("person", UUID.class)),
                row.getInt("place"),
                instant(row, "from_at"),
                instant(row, "to_at"),
                List.of());
        @Nullable UUID by = row.getObject("entered_by", UUID.class);
        boolean ours = marks.isOurs(
                SHIFT,
                id,
                row.getBytes("mark"),
                id,
                read.node().value(),
                read.person().value(),
                read.place(),
                read.from(),
                read.to(),
                by,
                instant(row, "entered_at"));
        return ours ? Optional.of(read) : Optional.empty();
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
