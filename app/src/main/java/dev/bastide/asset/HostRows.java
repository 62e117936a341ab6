package dev.bastide.asset;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import dev.bastide.page.NoSuch;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The host and account tables. */
@Repository
class HostRows {
    /** A host as stored: its path is not, since the service tree alone knows it. */
    record Row(
            HostId id,
            NodeId node,
            String name,
            String address,
            int port,
            Host.Kind kind,
            List<Host.Account> accounts,
            @Nullable String customer,
            Host.PinState pin,
            String consoleNote,
            String configCommand,
            boolean founding) {}

    private static final String ACCOUNT = "asset.account";
    private static final String COLUMNS = HostMark.COLUMNS + """
            , host.console_note, host.founding,
                   (select string_agg(account.name || ' ' || account.credential_kind || ' '
                        || coalesce(encode(account.mark, 'hex'), ''), ',' order by account.name)
                    from asset.account where account.host_id = host.id) as accounts,
                   exists (select 1 from asset.pinned_key where pinned_key.host_id = host.id) as pinned,
                   exists (select 1 from asset.host_pin pin
                           where pin.host_id = host.id and pin.source <> 'founding'
                             and not exists (select 1 from asset.host_pin_verdict v where v.pin_id = pin.id)
                             and not exists (select 1 from asset.host_pin_end e where e.pin_id = pin.id)) as proposed
            """;
    private static final String SELECT = "select " + COLUMNS + " from asset.host where host.retired_at is null";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    HostRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    Optional<Row> find(HostId id) {
        return ours(jdbc.sql(SELECT + " and host.id = ?").param(id.value())).stream()
                .filter(row -> row.id().equals(id))
                .findFirst();
    }

    Optional<Row> byName(String name) {
        String asked = name.toLowerCase(Locale.ROOT);
        return ours(jdbc.sql(SELECT + " and host.name = ?").param(asked)).stream()
                .filter(row -> row.name().equals(asked))
                .findFirst();
    }

    /** One page of the hosts on these nodes; a foreign one among them is not found by its id. */
    ListResult<HostId> list(ListQuery query, UUID[] nodes) {
        return ListSql.select(COLUMNS, "asset.host", "host.id")
                .where("host.retired_at is null")
                .where("host.node_id = any(:nodes)", "nodes", nodes)
                .search("q", "(host.name ilike :q or host.address ilike :q or coalesce(host.customer, '') ilike :q)")
                .filter("kind", "host.kind = :kind")
                .filter("pin", """
                        (:pin = 'pinned') = exists (select 1 from asset.pinned_key k where k.host_id = host.id)
                        and (:pin <> 'proposed' or exists (select 1 from asset.host_pin p where p.host_id = host.id))
                        and (:pin <> 'unpinned' or not exists (select 1 from asset.host_pin p
                                                               where p.host_id = host.id))""")
                .sort("name", "host.name", "text")
                .sort("address", "host.address", "text")
                .fetch(jdbc, query, (row, number) -> new HostId(row.getObject("id", UUID.class)));
    }

    List<Row> all() {
        return ours(jdbc.sql(SELECT + " order by host.name"));
    }

    /** Pinned hosts on the first nodes by a part of the name, and all of those on the second, by name. */
    List<Row> offered(UUID[] nodes, UUID[] whole, String part, int limit) {
        return ours(jdbc.sql(SELECT + """
                 and (host.node_id = any(:nodes) and position(:part in host.name) > 0 or host.node_id = any(:whole))
                    and exists (select 1 from asset.pinned_key k where k.host_id = host.id)
                order by host.name
                limit :limit
                """)
                .param("nodes", nodes)
                .param("whole", whole)
                .param("part", part.toLowerCase(Locale.ROOT))
                .param("limit", limit));
    }

    List<Row> under(NodeId node) {
        return ours(
                jdbc.sql(SELECT + " and host.node_id = ? order by host.name").param(node.value()));
    }

    /** Writes a host and its accounts; the unique name is the database's to keep. */
    void insert(HostId id, NewHost host, boolean founding, @Nullable PersonId by, Instant at) {
        jdbc.sql("""
                insert into asset.host (id, node_id, name, address, port, kind, customer, founding, added_by, added_at,
                    mark)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id.value())
                .param(host.node().value())
                .param(host.name())
                .param(host.address())
                .param(host.port())
                .param(host.kind().name().toLowerCase(Locale.ROOT))
                .param(host.customer())
                .param(founding)
                .param(by == null ? null : by.value())
                .param(Timestamp.from(at))
                .param(HostMark.of(id.value(), host).made(marks))
                .update();
        host.accounts().forEach(account -> insertAccount(id, account));
    }

    void insertAccount(HostId id, Host.Account account) {
        String kind = account.credentialKind().name().toLowerCase(Locale.ROOT);
        jdbc.sql("insert into asset.account (host_id, name, credential_kind, mark) values (?, ?, ?, ?)")
                .param(id.value())
                .param(account.name())
                .param(kind)
                .param(marks.of(ACCOUNT, id.value(), account.name(), kind))
                .update();
    }

    void describe(HostId id, String consoleNote, String configCommand) {
        HostMark host = lock(id).showing(configCommand);
        jdbc.sql("update asset.host set console_note = ?, config_command = ?, mark = ? where id = ?")
                .param(consoleNote)
                .param(configCommand)
                .param(host.made(marks))
                .param(id.value())
                .update();
    }

    void retire(HostId id, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        HostMark host = lock(id).retired(at);
        jdbc.sql("update asset.host set retired_at = ?, mark = ? where id = ? and retired_at is null")
                .param(Timestamp.from(at))
                .param(host.made(marks))
                .param(id.value())
                .update();
    }

    // What is written anew was this program's before: a change of a foreign host would mark what somebody else wrote.
    private HostMark lock(HostId id) {
        return jdbc.sql("select " + HostMark.COLUMNS
                        + " from asset.host host where host.id = ? and host.retired_at is null for update")
                .param(id.value())
                .query((row, number) -> HostMark.isOurs(marks, row) ? Optional.of(HostMark.of(row)) : none())
                .optional()
                .flatMap(found -> found)
                .orElseThrow(() -> new NoSuch("asset.host", id.toString()));
    }

    private static Optional<HostMark> none() {
        return Optional.empty();
    }

    boolean taken(String name) {
        return jdbc.sql("select exists (select 1 from asset.host where name = ?)")
                .param(name)
                .query(Boolean.class)
                .single();
    }

    /** The hosts at this address, however it is written. */
    List<Row> at(String address) {
        return ours(jdbc.sql(SELECT + " and asset.canonical_address(host.address) = asset.canonical_address(?)")
                .param(address));
    }

    /** Which host already answers at this address, however it is written, and port. */
    Optional<String> nameAt(String address, int port) {
        return jdbc.sql("""
                select name from asset.host
                where asset.canonical_address(address) = asset.canonical_address(?) and port = ?
                order by retired_at is null desc, name limit 1
                """).param(address).param(port).query(String.class).optional();
    }

    /** How many hosts each node has itself. */
    Map<NodeId, Integer> countByNode() {
        Map<NodeId, Integer> counts = new HashMap<>();
        jdbc.sql("select node_id, count(*) as hosts from asset.host where retired_at is null group by node_id")
                .query((java.sql.ResultSet row) ->
                        counts.put(new NodeId(row.getObject("node_id", UUID.class)), row.getInt("hosts")));
        return counts;
    }

    static MarkedLater accountsMarkedLater() {
        return new MarkedLater(
                ACCOUNT, List.of("host_id", "name"), "host_id, name, credential_kind", row -> new @Nullable Object[] {
                    row.getObject("host_id", UUID.class), row.getString("name"), row.getString("credential_kind")
                });
    }

    private List<Row> ours(StatementSpec statement) {
        List<Row> rows = new ArrayList<>();
        statement.query(row -> {
            if (HostMark.isOurs(marks, row)) {
                rows.add(row(row));
            }
        });
        return rows;
    }

    private Row row(java.sql.ResultSet row) throws java.sql.SQLException {
        Host.PinState pin = row.getBoolean("pinned")
                ? Host.PinState.PINNED
                : row.getBoolean("proposed") ? Host.PinState.PROPOSED : Host.PinState.UNPINNED;
        return new Row(
                new HostId(row.getObject("id", UUID.class)),
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getString("name"),
                row.getString("address"),
                row.getInt("port"),
                Host.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                accounts(row.getObject("id", UUID.class), row.getString("accounts")),
                row.getString("customer"),
                pin,
                row.getString("console_note"),
                row.getString("config_command"),
                row.getBoolean("founding"));
    }

    private List<Host.Account> accounts(UUID host, @Nullable String text) {
        List<Host.Account> accounts = new ArrayList<>();
        if (text == null) {
            return accounts;
        }
        for (String part : text.split(",", -1)) {
            String[] words = part.split(" ", -1);
            // An account's name has no space, or this program did not write it.
            byte[] mark = words.length == 3 ? HexFormat.of().parseHex(words[2]) : new byte[0];
            if (marks.isOurs(ACCOUNT, host + " " + words[0], mark, host, words[0], words[1])) {
                accounts.add(
                        new Host.Account(words[0], Host.CredentialKind.valueOf(words[1].toUpperCase(Locale.ROOT))));
            }
        }
        return accounts;
    }
}
