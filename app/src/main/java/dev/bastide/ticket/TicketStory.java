package dev.bastide.ticket;

import dev.bastide.audit.Moments;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import dev.bastide.ticket.TicketEvent.Verb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What became of tickets and what they lead to. Rows are added, never changed; a foreign one tells nothing. */
@Repository
class TicketStory {
    private static final String EVENT = "ticket.event";
    private static final String LINK = "ticket.link";
    private static final HexFormat HEX = HexFormat.of();

    private final JdbcClient jdbc;
    private final RowMarks marks;

    TicketStory(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** An event about to be told of a ticket. */
    record Told(UUID id, TicketId ticket, TicketEvent event) {
        static Told of(TicketId ticket, TicketEvent event) {
            return new Told(UUID.randomUUID(), ticket, event);
        }
    }

    /** A link about to be made. */
    record Linked(UUID id, TicketId ticket, TicketLink link, Instant at) {
        static Linked of(TicketId ticket, TicketLink link, Instant at) {
            return new Linked(UUID.randomUUID(), ticket, link, at);
        }
    }

    /** Adds them, in one statement. */
    void tell(List<Told> told) {
        if (told.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into ticket.event (id, ticket, step, verb, state, person, actor, args, note, at, mark)
                select cast(n.id as uuid), cast(n.ticket as uuid), cast(n.step as integer), n.verb, n.state,
                    cast(n.person as uuid), n.actor, string_to_array(n.args, chr(31)), n.note, cast(n.at as timestamptz),
                    decode(n.mark, 'hex')
                from unnest(cast(:id as text[]), cast(:ticket as text[]), cast(:step as text[]), cast(:verb as text[]),
                    cast(:state as text[]), cast(:person as text[]), cast(:actor as text[]), cast(:args as text[]),
                    cast(:note as text[]), cast(:at as text[]), cast(:mark as text[]))
                    as n (id, ticket, step, verb, state, person, actor, args, note, at, mark)
                """)
                .param("id", texts(told, one -> one.id().toString()))
                .param("ticket", texts(told, one -> one.ticket().toString()))
                .param("step", texts(told, one -> Integer.toString(one.event().step())))
                .param("verb", texts(told, one -> one.event().verb().word()))
                .param("state", texts(told, one -> one.event().state()))
                .param(
                        "person",
                        texts(
                                told,
                                one -> one.event().person() == null
                                        ? null
                                        : one.event().person().toString()))
                .param("actor", texts(told, one -> one.event().actor()))
                .param(
                        "args",
                        texts(told, one -> String.join("\u001f", one.event().args())))
                .param("note", texts(told, one -> one.event().note()))
                .param("at", texts(told, one -> one.event().at().toString()))
                .param(
                        "mark",
                        texts(
                                told,
                                one -> HEX.formatHex(marks.of(EVENT, deciding(one.id(), one.ticket(), one.event())))))
                .update();
    }

    /** Adds them, in one statement. */
    void link(List<Linked> linked) {
        if (linked.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into ticket.link (id, ticket, kind, object, label, path, at, mark)
                select cast(n.id as uuid), cast(n.ticket as uuid), n.kind, n.object, n.label, n.path,
                    cast(n.at as timestamptz), decode(n.mark, 'hex')
                from unnest(cast(:id as text[]), cast(:ticket as text[]), cast(:kind as text[]), cast(:object as text[]),
                    cast(:label as text[]), cast(:path as text[]), cast(:at as text[]), cast(:mark as text[]))
                    as n (id, ticket, kind, object, label, path, at, mark)
                """)
                .param("id", texts(linked, one -> one.id().toString()))
                .param("ticket", texts(linked, one -> one.ticket().toString()))
                .param("kind", texts(linked, one -> one.link().kind()))
                .param("object", texts(linked, one -> one.link().object()))
                .param("label", texts(linked, one -> one.link().label()))
                .param("path", texts(linked, one -> one.link().path()))
                .param("at", texts(linked, one -> one.at().toString()))
                .param(
                        "mark",
                        texts(
                                linked,
                                one -> HEX.formatHex(
                                        marks.of(LINK, deciding(one.id(), one.ticket(), one.link(), one.at())))))
                .update();
    }

    /** The story of a ticket, in order. */
    List<TicketEvent> of(TicketId ticket) {
        return jdbc
                .sql("""
                        select id, ticket, step, verb, state, person, actor, args, note, at, mark
                        from ticket.event
                        where ticket = :ticket
                        order by step, at, id
                        """)
                .param("ticket", ticket.value())
                .query((ResultSet row, int number) ->
                        marks.reading(EVENT, row.getObject("id", UUID.class), () -> event(row, ticket)))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** What these tickets lead to, oldest first. */
    Map<TicketId, List<TicketLink>> links(Collection<TicketId> tickets) {
        Map<TicketId, List<TicketLink>> found = new HashMap<>();
        jdbc.sql("""
                select id, ticket, kind, object, label, path, at, mark
                from ticket.link
                where ticket = any(:ids)
                order by at, id
                """)
                .param("ids", tickets.stream().map(TicketId::value).toArray(UUID[]::new))
                .query(row -> {
                    UUID id = row.getObject("id", UUID.class);
                    TicketId ticket = new TicketId(row.getObject("ticket", UUID.class));
                    marks.reading(LINK, id, () -> link(row, id, ticket))
                            .ifPresent(link -> found.computeIfAbsent(ticket, key -> new ArrayList<>())
                                    .add(link));
                });
        return found;
    }

    private Optional<TicketEvent> event(ResultSet row, TicketId ticket) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID person = row.getObject("person", UUID.class);
        TicketEvent event = new TicketEvent(
                row.getInt("step"),
                Verb.ofWord(row.getString("verb")),
                row.getString("state"),
                person == null ? null : new PersonId(person),
                row.getString("actor"),
                List.of((String[]) row.getArray("args").getArray()),
                row.getString("note"),
                Moments.require(row, "at"));
        return marks.isOurs(EVENT, id, row.getBytes("mark"), deciding(id, ticket, event))
                ? Optional.of(event)
                : Optional.empty();
    }

    private Optional<TicketLink> link(ResultSet row, UUID id, TicketId ticket) throws SQLException {
        TicketLink link = new TicketLink(
                row.getString("kind"), row.getString("object"), row.getString("label"), row.getString("path"));
        return marks.isOurs(LINK, id, row.getBytes("mark"), deciding(id, ticket, link, Moments.require(row, "at")))
                ? Optional.of(link)
                : Optional.empty();
    }

    private static @Nullable Object[] deciding(UUID id, TicketId ticket, TicketEvent event) {
        return new @Nullable Object[] {
            id,
            ticket.value(),
            event.step(),
            event.verb().word(),
            event.state(),
            event.person() == null ? null : event.person().value(),
            event.actor(),
            event.args(),
            event.note(),
            event.at()
        };
    }

    private static @Nullable Object[] deciding(UUID id, TicketId ticket, TicketLink link, Instant at) {
        return new @Nullable Object[] {id, ticket.value(), link.kind(), link.object(), link.label(), link.path(), at};
    }

    private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> part) {
        @Nullable String[] texts = new @Nullable String[rows.size()];
        for (int place = 0; place < texts.length; place++) {
            texts[place] = part.apply(rows.get(place));
        }
        return texts;
    }
}
