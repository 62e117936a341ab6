package dev.bastide.ticket;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.TeamId;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tickets a reader may see: on the nodes where he may, his own, his team's, and those he answers for. */
@Component
class TicketList {
    /** The words of the filter by state: {@code todo} is what has not ended, as without a filter. */
    static final List<String> STATES = Stream.concat(
                    Stream.concat(Stream.of("todo"), TicketState.WORDS.stream()), Stream.of("all"))
            .toList();

    private static final Duration SOON = Duration.ofDays(7);
    private static final Duration CLOSED_SHOWN = Duration.ofDays(14);
    private static final int CARDS_MAX = 40;
    private static final String SEEN = """
            (t.node = any(:nodes) or t.person = cast(:reader as uuid) or t.accountable = cast(:reader as uuid)
                or t.team = cast(:team as uuid))""";
    private static final String NUMBER = "'TK-' || lpad(t.number::text, 6, '0')";

    private final JdbcClient jdbc;
    private final TicketRows rows;
    private final TicketPlaces places;
    private final People people;
    private final Clock clock;

    TicketList(JdbcClient jdbc, TicketRows rows, TicketPlaces places, People people, Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.places = places;
        this.people = people;
        this.clock = clock;
    }

    /** One column of the board. */
    record Lane(String state, long count, List<Ticket> tickets) {}

    ListResult<Ticket> page(Actor actor, ListQuery query) {
        String state = query.filter("state");
        if (!state.isEmpty() && !STATES.contains(state)) {
            throw BadInput.in("state", "ticket.bad.state", String.join(", ", STATES));
        }
        Instant now = clock.instant();
        ListSql sql = seen(actor, query.scope(), TicketRows.COLUMNS)
                .where("cast(:now as timestamptz) is not null", "now", utc(now))
                .where("cast(:soon as timestamptz) is not null", "soon", utc(now.plus(SOON)))
                .search(
                        "q",
                        "(" + NUMBER + " ilike :q or t.kind ilike :q or t.body ilike :q"
                                + " or array_to_string(t.title_args, ' ') ilike :q)")
                .filter("state", """
                        (case :state when 'all' then true when 'todo' then t.state not in ('closed', 'cancelled')
                            else t.state = :state end)""")
                .filter("level", "t.level = :level")
                .filter("from", "t.kind like :from || '.%'")
                .filter("whose", """
                        (case :whose when 'mine' then t.person = cast(:reader as uuid)
                            when 'team' then t.team = cast(:team as uuid)
                            else t.accountable = cast(:reader as uuid) end)""")
                .filter("due", """
                        (t.state not in ('closed', 'cancelled')
                            and case :due when 'late' then t.due_at < :now when 'soon' then t.due_at between :now and :soon
                                else t.due_at is null end)""")
                .sortDescending("opened", "t.opened_at", "timestamptz")
                .sort("due", "coalesce(t.due_at, 'infinity')", "timestamptz")
                .sort("level", """
                        case t.level when 'critical' then 1 when 'high' then 2 when 'medium' then 3 else 4 end""", "int");
        if (state.isEmpty()) {
            sql = sql.where("t.state not in ('closed', 'cancelled')");
        }
        return ours(sql.fetch(jdbc, query, rows::readOurs));
    }

    /** The board: what is to be done by state, and what was proven lately. */
    List<Lane> board(Actor actor, ListQuery query) {
        return List.of(
                lane(actor, query, "open", "t.state in ('open', 'reopened')"),
                lane(actor, query, "in-remediation", "t.state = 'in-remediation'"),
                lane(actor, query, "waiting-for-proof", "t.state = 'waiting-for-proof'"),
                lane(actor, query, "closed", "t.state = 'closed' and t.state_at > :since"));
    }

    /** The best hits of a search, newest first. */
    List<Ticket> search(Actor actor, String text, int limit) {
        Optional<Person> reader = people.find(actor.requirePerson());
        return jdbc
                .sql(
                        "select " + TicketRows.COLUMNS + " from ticket.ticket t where " + SEEN + " and (" + NUMBER
                                + " ilike :q or array_to_string(t.title_args, ' ') ilike :q) order by t.opened_at desc limit :limit")
                .param("nodes", places.ids(actor, TicketPlaces.VIEW, null))
                .param("reader", actor.requirePerson().value())
                .param("team", team(reader.orElse(null)))
                .param("q", "%" + text.strip().replaceAll("([%_\\\\])", "\\\\$1") + "%")
                .param("limit", limit)
                .query(rows::readOurs)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Lane lane(Actor actor, ListQuery query, String state, String condition) {
        ListSql sql = seen(actor, query.scope(), TicketRows.COLUMNS)
                .where(
                        "cast(:since as timestamptz) is not null",
                        "since",
                        utc(clock.instant().minus(CLOSED_SHOWN)))
                .where(condition)
                .filter("level", "t.level = :level")
                .filter("whose", """
                        (case :whose when 'mine' then t.person = cast(:reader as uuid)
                            when 'team' then t.team = cast(:team as uuid)
                            else t.accountable = cast(:reader as uuid) end)""");
        sql = state.equals("closed")
                ? sql.sortDescending("since", "t.state_at", "timestamptz")
                : sql.sort("due", "coalesce(t.due_at, 'infinity')", "timestamptz");
        ListResult<Ticket> found = ours(sql.fetch(jdbc, query, rows::readOurs));
        return new Lane(
                state, found.count(), found.rows().stream().limit(CARDS_MAX).toList());
    }

    private ListSql seen(Actor actor, @Nullable NodeId scope, String columns) {
        Person reader = people.find(actor.requirePerson()).orElse(null);
        UUID team = team(reader);
        return ListSql.select(columns, "ticket.ticket t", "t.id")
                .where(SEEN, "nodes", places.ids(actor, TicketPlaces.VIEW, scope))
                .where(
                        "cast(:reader as uuid) is not null",
                        "reader",
                        actor.requirePerson().value())
                // Of no team is of one that nobody has.
                .where("cast(:team as uuid) is not null", "team", team == null ? new UUID(0, 0) : team);
    }

    private static @Nullable UUID team(@Nullable Person reader) {
        TeamId team = reader == null ? null : reader.team();
        return team == null ? null : team.value();
    }

    private static ListResult<Ticket> ours(ListResult<Optional<Ticket>> found) {
        List<Ticket> ours = new ArrayList<>();
        found.rows().forEach(row -> row.ifPresent(ours::add));
        return new ListResult<>(ours, found.next(), found.count());
    }
}
