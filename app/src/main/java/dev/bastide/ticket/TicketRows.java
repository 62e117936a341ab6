package dev.bastide.ticket;

import static dev.bastide.audit.Moments.utc;
import static dev.bastide.audit.Moments.utcOrNull;

import dev.bastide.audit.Moments;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import dev.bastide.identity.TeamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of tickets. A row that bears no right mark is no ticket. */
@Repository
class TicketRows {
    static final String TABLE = "ticket.ticket";
    static final String COLUMNS = """
            t.id, t.number, t.kind, t.level, t.node, t.title_key, t.title_args, t.body, t.dedupe, t.guarded, t.opened_by,
            t.opened_at, t.step, t.round, t.state, t.state_at, t.told, t.person, t.team, t.accountable, t.due_at, t.times,
            t.last_at, t.mark""";

    private static final String SELECT = "select " + COLUMNS + " from ticket.ticket t ";
    private static final String PLACE = "ticket.ticket.place";
    private static final HexFormat HEX = HexFormat.of();

    /** No text that people write holds it: between the texts of one list on their way into the database. */
    private static final String BETWEEN = "\u001f";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    TicketRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /**
     * Where the nth row about the same thing stands while it is open. Only the program knows where it goes, so that nobody
     * takes every place before it does.
     */
    byte[] place(String dedupe, int nth) {
        return marks.of(PLACE, dedupe, nth);
    }

    /** Adds them, in one statement; gives the numbers of those for which there was a place. */
    Map<TicketId, Long> add(List<Ticket> tickets, Function<Ticket, byte[]> place) {
        Map<TicketId, Long> added = new HashMap<>();
        jdbc.sql("""
                        insert into ticket.ticket (id, kind, level, node, title_key, title_args, body, dedupe, place, guarded,
                            opened_by, opened_at, step, round, state, state_at, told, person, team, accountable, due_at,
                            times, last_at, mark)
                        select cast(n.id as uuid), n.kind, n.level, cast(n.node as uuid), n.title_key,
                            string_to_array(n.title_args, chr(31)), n.body, n.dedupe, decode(n.place, 'hex'),
                            string_to_array(n.guarded, ','), cast(n.opened_by as uuid), :now, 0, 0, 'open', :now, '',
                            cast(n.person as uuid), cast(n.team as uuid), cast(n.accountable as uuid),
                            cast(n.due_at as timestamptz), 1, :now, decode(n.mark, 'hex')
                        from unnest(cast(:id as text[]), cast(:kind as text[]), cast(:level as text[]),
                            cast(:node as text[]), cast(:title_key as text[]), cast(:title_args as text[]),
                            cast(:body as text[]), cast(:dedupe as text[]), cast(:place as text[]),
                            cast(:guarded as text[]), cast(:opened_by as text[]), cast(:person as text[]),
                            cast(:team as text[]), cast(:accountable as text[]), cast(:due_at as text[]),
                            cast(:mark as text[]))
                            as n (id, kind, level, node, title_key, title_args, body, dedupe, place, guarded, opened_by,
                                person, team, accountable, due_at, mark)
                        on conflict (place) where state not in ('closed', 'cancelled') do nothing
                        returning id, number
                        """)
                .param("now", utc(tickets.getFirst().openedAt()))
                .param("id", texts(tickets, ticket -> ticket.id().toString()))
                .param("kind", texts(tickets, Ticket::kind))
                .param("level", texts(tickets, ticket -> ticket.level().word()))
                .param("node", texts(tickets, ticket -> ticket.node().toString()))
                .param("title_key", texts(tickets, Ticket::titleKey))
                .param("title_args", texts(tickets, ticket -> String.join(BETWEEN, ticket.titleArgs())))
                .param("body", texts(tickets, Ticket::body))
                .param("dedupe", texts(tickets, Ticket::dedupe))
                .param("place", texts(tickets, ticket -> HEX.formatHex(place.apply(ticket))))
                .param("guarded", texts(tickets, ticket -> String.join(",", ticket.guarded())))
                .param("opened_by", texts(tickets, ticket -> text(ticket.openedBy())))
                .param("person", texts(tickets, ticket -> text(ticket.assignee().personId())))
                .param("team", texts(tickets, ticket -> text(ticket.assignee().teamId())))
                .param(
                        "accountable",
                        texts(tickets, ticket -> ticket.accountable().toString()))
                .param("due_at", texts(tickets, ticket -> text(ticket.dueAt())))
                .param("mark", texts(tickets, ticket -> HEX.formatHex(marks.of(TABLE, deciding(ticket)))))
                .query(row -> {
                    added.put(new TicketId(row.getObject("id", UUID.class)), row.getLong("number"));
                });
        return added;
    }

    /** Writes how it stands now. */
    void put(Ticket ticket) {
        jdbc.sql("""
                update ticket.ticket
                set step = :step, round = :round, state = :state, state_at = :state_at, told = :told, person = :person,
                    team = :team, accountable = :accountable, due_at = :due_at, mark = :mark
                where id = :id
                """)
                .param("id", ticket.id().value())
                .param("step", ticket.step())
                .param("round", ticket.round())
                .param("state", ticket.state().word())
                .param("state_at", utc(ticket.stateAt()))
                .param("told", ticket.state().told())
                .param("person", ticket.assignee().personId())
                .param("team", ticket.assignee().teamId())
                .param("accountable", ticket.accountable().value())
                .param("due_at", utcOrNull(ticket.dueAt()))
                .param("mark", marks.of(TABLE, deciding(ticket)))
                .update();
    }

    /** Counts what happened again into the open ones, and leaves them as they stand. */
    void count(Collection<TicketId> ids, Instant now) {
        jdbc.sql("""
                update ticket.ticket
                set times = least(times, 999999999) + 1, last_at = greatest(last_at, :now)
                where id = any(:ids)
                """).param("ids", uuids(ids)).param("now", utc(now)).update();
    }

    /** The open tickets in these places, by their place in hexadecimal; null where the row there is not ours. */
    Map<String, Optional<Ticket>> open(Collection<byte[]> places) {
        Map<String, Optional<Ticket>> found = new HashMap<>();
        jdbc.sql("select t.place, " + COLUMNS + """
                         from ticket.ticket t
                        where t.place = any(select decode(p, 'hex') from unnest(cast(:places as text[])) p)
                            and t.state not in ('closed', 'cancelled')
                        order by t.id
                        for update
                        """)
                .param("places", places.stream().map(HEX::formatHex).toArray(String[]::new))
                .query(row -> {
                    found.put(HEX.formatHex(row.getBytes("place")), readOurs(row, 0));
                });
        return found;
    }

    /** The ticket about each of these that was closed last, where that was after a time. */
    Map<String, Ticket> closedSince(Map<String, Instant> since) {
        Map<String, Ticket> found = new HashMap<>();
        jdbc.sql("select distinct on (t.dedupe) " + COLUMNS + """
                         from ticket.ticket t
                        where t.dedupe = any(:dedupes) and t.state = 'closed'
                        order by t.dedupe, t.state_at desc
                        """)
                .param("dedupes", since.keySet().toArray(String[]::new))
                .query(row -> {
                    readOurs(row, 0)
                            .filter(ticket -> since.containsKey(ticket.dedupe())
                                    && !ticket.stateAt().isBefore(since.get(ticket.dedupe())))
                            .ifPresent(ticket -> found.put(ticket.dedupe(), ticket));
                });
        return found;
    }

    /** Whether the room of its kind has cleared it for this state in this round. */
    boolean isCleared(Ticket ticket, String state) {
        return jdbc.sql("""
                select exists (
                    select from ticket.clearance c
                    where c.ticket = :id and c.state = :state and c.round = :round)
                """)
                .param("id", ticket.id().value())
                .param("state", state)
                .param("round", ticket.round())
                .query(Boolean.class)
                .single();
    }

    Optional<Ticket> find(TicketId id) {
        return one("where t.id = :id", "id", id.value());
    }

    Optional<Ticket> byNumber(long number) {
        return one("where t.number = :number", "number", number);
    }

    /** Reads it, and keeps others from changing it until the transaction ends. */
    Optional<Ticket> lock(TicketId id) {
        return one("where t.id = :id for update", "id", id.value());
    }

    Map<TicketId, Ticket> all(Collection<TicketId> ids) {
        return jdbc
                .sql(SELECT + "where t.id = any(:ids)")
                .param("ids", uuids(ids))
                .query(this::readOurs)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toMap(Ticket::id, Function.identity()));
    }

    /** Everything open for a person: by name, or of his team while nobody has begun. */
    List<Ticket> openFor(PersonId person, @Nullable TeamId team, int most) {
        return jdbc
                .sql(SELECT + """
                        where t.state not in ('closed', 'cancelled')
                            and (t.person = :person or (t.team = cast(:team as uuid) and t.state in ('open', 'reopened')))
                        order by t.due_at nulls last, t.opened_at, t.id
                        limit :most
                        """)
                .param("person", person.value())
                .param("team", team == null ? null : team.value())
                .param("most", most)
                .query(this::readOurs)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Every open ticket, after this one in the order of ids. */
    List<Ticket> openAfter(@Nullable TicketId after, int most) {
        return jdbc
                .sql(SELECT + """
                        where t.state not in ('closed', 'cancelled')
                            and (cast(:after as uuid) is null or t.id > cast(:after as uuid))
                        order by t.id
                        limit :most
                        """)
                .param("after", after == null ? null : after.value())
                .param("most", most)
                .query(this::readOurs)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Ticket> one(String condition, String name, Object value) {
        return jdbc.sql(SELECT + condition).param(name, value).query(this::readOurs).list().stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    Optional<Ticket> readOurs(ResultSet row, int number) throws SQLException {
        return marks.reading(TABLE, row.getObject("id", UUID.class), () -> {
            Ticket ticket = read(row);
            return marks.isOurs(TABLE, ticket.id(), row.getBytes("mark"), deciding(ticket))
                    ? Optional.of(ticket)
                    : Optional.empty();
        });
    }

    private static Ticket read(ResultSet row) throws SQLException {
        UUID openedBy = row.getObject("opened_by", UUID.class);
        UUID person = row.getObject("person", UUID.class);
        return new Ticket(
                new TicketId(row.getObject("id", UUID.class)),
                row.getLong("number"),
                row.getString("kind"),
                TicketLevel.ofWord(row.getString("level")),
                new NodeId(row.getObject("node", UUID.class)),
                row.getString("title_key"),
                list(row, "title_args"),
                row.getString("body"),
                row.getString("dedupe"),
                list(row, "guarded"),
                openedBy == null ? null : new PersonId(openedBy),
                Moments.require(row, "opened_at"),
                row.getInt("step"),
                row.getInt("round"),
                TicketState.of(row.getString("state"), row.getString("told")),
                Moments.require(row, "state_at"),
                person == null
                        ? Assignee.team(new TeamId(row.getObject("team", UUID.class)))
                        : Assignee.person(new PersonId(person)),
                new PersonId(row.getObject("accountable", UUID.class)),
                Moments.read(row, "due_at"),
                row.getLong("times"),
                Moments.require(row, "last_at"));
    }

    private static @Nullable Object[] deciding(Ticket ticket) {
        return new @Nullable Object[] {
            ticket.id().value(),
            ticket.kind(),
            ticket.level().word(),
            ticket.node().value(),
            ticket.titleKey(),
            ticket.titleArgs(),
            ticket.body(),
            ticket.dedupe(),
            ticket.guarded(),
            ticket.openedBy() == null ? null : ticket.openedBy().value(),
            ticket.openedAt(),
            ticket.step(),
            ticket.round(),
            ticket.state().word(),
            ticket.stateAt(),
            ticket.state().told(),
            ticket.assignee().personId(),
            ticket.assignee().teamId(),
            ticket.accountable().value(),
            ticket.dueAt()
        };
    }

    private static List<String> list(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable String[] texts(List<Ticket> tickets, Function<Ticket, @Nullable String> part) {
        @Nullable String[] texts = new @Nullable String[tickets.size()];
        for (int place = 0; place < texts.length; place++) {
            texts[place] = part.apply(tickets.get(place));
        }
        return texts;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static UUID[] uuids(Collection<TicketId> ids) {
        return ids.stream().map(TicketId::value).toArray(UUID[]::new);
    }
}
