package dev.bastide.asset.scan;

import dev.bastide.approval.ApprovalId;
import dev.bastide.asset.scan.engine.ScanRate;
import dev.bastide.audit.Moments;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The agreements and who said to be there. What this program did not write as it stands is as if it were not there. */
@Repository
class AuthorisationRows {
    private static final String TABLE = "asset.scan_authorisation";
    private static final String ACKNOWLEDGED = "asset.scan_acknowledgement";
    private static final String COLUMNS = """
            id, number, node_id, purpose, profile, steps, tool, vantage, ranges, excludes, ports, rate, host_rate,
            network_rate, opens_at, window_minutes, repeat_days, expires_at, operator, engineer, requester, asked_at,
            content_hash, state, approval_id, mark""";
    private static final String SELECT = "select " + COLUMNS + " from asset.scan_authorisation ";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    AuthorisationRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** An address of something in the inventory, and the node whose owner answers for it. */
    record Addressed(NodeId node, String name, String address) {}

    /** The addresses of everything in the inventory that somebody answers for. */
    List<Addressed> addresses() {
        return jdbc.sql("""
                select a.node_id, a.name, k.value
                from asset.asset_key k
                join asset.asset a on a.id = k.asset_id
                where k.kind = 'address' and k.ended_at is null and a.state = 'known'
                """)
                .query((row, number) -> new Addressed(
                        new NodeId(row.getObject("node_id", UUID.class)),
                        row.getString("name"),
                        row.getString("value")))
                .list();
    }

    Optional<Authorisation> find(UUID id) {
        return jdbc.sql(SELECT + "where id = ?").param(id).query((row, number) -> read(row)).list().stream()
                .flatMap(Optional::stream)
                .filter(one -> one.id().equals(id))
                .findFirst();
    }

    Optional<Authorisation> byNumber(long number) {
        return jdbc.sql(SELECT + "where number = ?").param(number).query((row, at) -> read(row)).list().stream()
                .flatMap(Optional::stream)
                .filter(one -> one.number() == number)
                .findFirst();
    }

    /** Those that are approved and not over. */
    List<Authorisation> living(Instant now) {
        return jdbc
                .sql(SELECT + "where state = 'approved' and expires_at > ? order by number")
                .param(Moments.utcOrNull(now))
                .query((row, number) -> read(row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    ListResult<Authorisation> list(ListQuery query, UUID[] nodes) {
        ListResult<UUID> found = ListSql.select("a.id", "asset.scan_authorisation a", "a.id")
                .where("a.node_id = any (:nodes)", "nodes", nodes)
                .search("q", "(a.purpose ilike :q or array_to_string(a.ranges, ' ') ilike :q)")
                .filter("state", "a.state = :state")
                .sortDescending("asked", "a.asked_at", "timestamptz")
                .fetch(jdbc, query, (row, number) -> row.getObject("id", UUID.class));
        return new ListResult<>(
                found.rows().stream().flatMap(id -> find(id).stream()).toList(), found.next(), found.count());
    }

    long insert(Authorisation made) {
        ScanAsk ask = made.ask();
        return jdbc.sql("""
                insert into asset.scan_authorisation (id, node_id, purpose, profile, steps, tool, vantage, ranges, excludes,
                    ports, rate, host_rate, network_rate, opens_at, window_minutes, repeat_days, expires_at, operator,
                    engineer, requester, asked_at, content_hash, mark)
                values (:id, :node, :purpose, :profile, :steps, :tool, :vantage, :ranges, :excludes, :ports, :rate, :host,
                    :network, :opens, :minutes, :repeat, :expires, :operator, :engineer, :requester, :asked, :hash, :mark)
                returning number
                """)
                .param("id", made.id())
                .param("node", ask.node().value())
                .param("purpose", ask.purpose())
                .param("profile", ask.profile())
                .param("steps", made.steps().toArray(String[]::new))
                .param("tool", made.tool())
                .param("vantage", ask.vantage())
                .param("ranges", ask.ranges().toArray(String[]::new))
                .param("excludes", ask.excludes().toArray(String[]::new))
                .param("ports", ask.scope().ports().toString())
                .param("rate", ask.rate().perSecond())
                .param("host", ask.rate().perHost())
                .param("network", ask.rate().perNetwork())
                .param("opens", Moments.utcOrNull(ask.opens()))
                .param("minutes", (int) ask.window().toMinutes())
                .param("repeat", ask.repeatDays())
                .param("expires", Moments.utcOrNull(ask.expires()))
                .param("operator", ask.operator().value())
                .param("engineer", ask.engineer().value())
                .param("requester", made.requester().value())
                .param("asked", Moments.utcOrNull(made.askedAt()))
                .param("hash", made.hash())
                .param("mark", marks.of(TABLE, made.deciding()))
                .query(Long.class)
                .single();
    }

    /** Goes on to the next state; false where it was not in the one it was read in. */
    boolean advance(Authorisation now, Authorisation next, Instant at, @Nullable PersonId by) {
        return jdbc.sql("""
                update asset.scan_authorisation
                set state = :next, approval_id = :approval, decided_at = coalesce(decided_at, :at), ended_by = :by, mark = :mark
                where id = :id and state = :now
                """)
                        .param("next", next.state().word())
                        .param(
                                "approval",
                                next.approval() == null ? null : next.approval().value())
                        .param("at", Moments.utcOrNull(at))
                        .param("by", by == null ? null : by.value())
                        .param("mark", marks.of(TABLE, next.deciding()))
                        .param("id", now.id())
                        .param("now", now.state().word())
                        .update()
                == 1;
    }

    boolean acknowledge(Authorisation of, Authorisation.Window window, PersonId person, Instant at) {
        return jdbc.sql("""
                insert into asset.scan_acknowledgement (authorisation_id, window_opens, person, at, mark)
                values (?, ?, ?, ?, ?)
                on conflict (authorisation_id, window_opens) do nothing
                """)
                        .param(of.id())
                        .param(Moments.utcOrNull(window.opens()))
                        .param(person.value())
                        .param(Moments.utcOrNull(at))
                        .param(marks.of(ACKNOWLEDGED, of.id(), window.opens(), person.value()))
                        .update()
                == 1;
    }

    /** Whether the agreed engineer said that he is there in this window. */
    boolean isAcknowledged(Authorisation of, Authorisation.Window window) {
        return jdbc.sql("select mark from asset.scan_acknowledgement where authorisation_id = ? and window_opens = ?")
                .param(of.id())
                .param(Moments.utcOrNull(window.opens()))
                .query((row, number) -> marks.isOurs(
                        ACKNOWLEDGED,
                        of.id(),
                        row.getBytes("mark"),
                        of.id(),
                        window.opens(),
                        of.ask().engineer().value()))
                .list()
                .contains(true);
    }

    private Optional<Authorisation> read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.reading(TABLE, id, () -> {
            Authorisation one = authorisation(row, id);
            boolean ours = marks.isOurs(TABLE, id, row.getBytes("mark"), one.deciding())
                    && row.getString("content_hash").equals(one.hash());
            return ours ? Optional.of(one) : Optional.empty();
        });
    }

    private static Authorisation authorisation(ResultSet row, UUID id) throws SQLException {
        UUID approval = row.getObject("approval_id", UUID.class);
        ScanAsk ask = new ScanAsk(
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getString("purpose"),
                row.getString("profile"),
                row.getString("vantage"),
                ScanAsk.scope(texts(row, "ranges"), texts(row, "excludes"), row.getString("ports")),
                new ScanRate(row.getInt("rate"), row.getInt("host_rate"), row.getInt("network_rate")),
                Moments.require(row, "opens_at"),
                Duration.ofMinutes(row.getInt("window_minutes")),
                row.getInt("repeat_days"),
                Moments.require(row, "expires_at"),
                new PersonId(row.getObject("operator", UUID.class)),
                new PersonId(row.getObject("engineer", UUID.class)));
        return new Authorisation(
                id,
                row.getLong("number"),
                ask,
                texts(row, "steps"),
                row.getString("tool"),
                new PersonId(row.getObject("requester", UUID.class)),
                Moments.require(row, "asked_at"),
                Authorisation.State.of(row.getString("state")),
                approval == null ? null : new ApprovalId(approval));
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
