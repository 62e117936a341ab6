package dev.bastide.asset;

import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The tables of host keys; rows are only ever added. */
@Repository
class PinRows {
    private static final String SELECT = """
            select pin.id, pin.host_id, pin.key_type, pin.key_base64, pin.fingerprint, pin.source, pin.proposed_by,
                   pin.proposed_at, pin.mark as pin_mark, verdict.proposed_by as verdict_proposer, verdict.decided_by,
                   verdict.decided_at, verdict.confirmed, verdict.same_machine_seen, verdict.mark as verdict_mark,
                   coalesce(ended.reason, verdict.note, '') as note, ended.pin_id is not null as ended
            from asset.host_pin pin
            left join asset.host_pin_verdict verdict on verdict.pin_id = pin.id
            left join asset.host_pin_end ended on ended.pin_id = pin.id
            """;

    private final JdbcClient jdbc;
    private final PinMarks marks;

    PinRows(JdbcClient jdbc, PinMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    UUID insert(HostId host, PublicKeyText key, HostPin.Source source, @Nullable PersonId by, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into asset.host_pin
                    (id, host_id, key_type, key_base64, fingerprint, source, proposed_by, proposed_at, mark)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(host.value())
                .param(key.type())
                .param(key.base64())
                .param(key.fingerprint())
                .param(source.name().toLowerCase(Locale.ROOT))
                .param(by == null ? null : by.value())
                .param(Timestamp.from(at))
                .param(marks.pin(id, host, key, source, by, at))
                .update();
        return id;
    }

    void decide(HostPin pin, PersonId by, HostPins.Word word, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        PersonId proposer = Objects.requireNonNull(pin.proposedBy());
        jdbc.sql("""
                insert into asset.host_pin_verdict
                    (pin_id, proposed_by, decided_by, confirmed, note, same_machine_seen, decided_at, mark)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(pin.id())
                .param(proposer.value())
                .param(by.value())
                .param(word.confirmed())
                .param(word.note())
                .param(word.sameMachineSeen())
                .param(Timestamp.from(at))
                .param(marks.verdict(pin.id(), proposer, by, word, at))
                .update();
    }

    void end(UUID pin, PersonId by, String reason, Instant at) {
        jdbc.sql("insert into asset.host_pin_end (pin_id, ended_by, reason, ended_at) values (?, ?, ?, ?)")
                .param(pin)
                .param(by.value())
                .param(reason)
                .param(Timestamp.from(at))
                .update();
    }

    Optional<HostPin> find(UUID id) {
        return ours(jdbc.sql(SELECT + " where pin.id = ?").param(id)).stream().findFirst();
    }

    List<HostPin> of(HostId host) {
        return ours(jdbc.sql(SELECT + " where pin.host_id = ? order by pin.proposed_at desc, pin.id")
                .param(host.value()));
    }

    /** The keys of several hosts, asked for at once. */
    Map<HostId, List<HostPin>> of(Collection<HostId> several) {
        UUID[] ids = several.stream().map(HostId::value).toArray(UUID[]::new);
        return ours(jdbc.sql(SELECT + " where pin.host_id = any (?) order by pin.proposed_at desc, pin.id")
                        .param(ids))
                .stream()
                .collect(Collectors.groupingBy(HostPin::host));
    }

    /** The keys the host may show, by fingerprint. */
    List<PinnedKey> pinned(HostId host) {
        return of(host).stream()
                .filter(pin -> pin.host().equals(host) && pin.state() == HostPin.State.PINNED)
                .map(pin -> new PinnedKey(pin.type(), pin.base64(), pin.fingerprint()))
                .sorted(Comparator.comparing(PinnedKey::fingerprint))
                .toList();
    }

    /** Every proposal nobody has decided, oldest first. */
    List<HostPin> proposed() {
        return ours(jdbc.sql(SELECT + """
                 where verdict.pin_id is null and ended.pin_id is null and pin.source <> 'founding'
                 order by pin.proposed_at limit 200
                """));
    }

    /** The other hosts in use on which this key is pinned, or which have the same address and port. */
    List<HostId> sameMachine(HostId host, String fingerprint) {
        return jdbc.sql("select host_id from asset.same_machine(?, ?) as host_id")
                .param(host.value())
                .param(fingerprint)
                .query((row, number) -> new HostId(row.getObject("host_id", UUID.class)))
                .list();
    }

    /** For each of these keys the hosts that {@link #sameMachine(HostId, String)} names, asked for at once. */
    Map<UUID, List<HostId>> sameMachine(List<HostPin> pins) {
        Map<UUID, List<HostId>> found = new HashMap<>();
        jdbc.sql("""
                select asked.pin, other.host_id
                from unnest(cast(? as uuid[]), cast(? as uuid[]), cast(? as text[])) as asked (pin, host, key),
                     asset.same_machine(asked.host, asked.key) as other (host_id)
                """)
                .param(pins.stream().map(HostPin::id).toArray(UUID[]::new))
                .param(pins.stream().map(pin -> pin.host().value()).toArray(UUID[]::new))
                .param(pins.stream().map(HostPin::fingerprint).toArray(String[]::new))
                .query(row -> {
                    found.computeIfAbsent(row.getObject("pin", UUID.class), pin -> new ArrayList<>())
                            .add(new HostId(row.getObject("host_id", UUID.class)));
                });
        return found;
    }

    /** Whether the host already has this key, proposed or pinned. */
    boolean isLiving(HostId host, String fingerprint) {
        return of(host).stream()
                .filter(pin -> pin.fingerprint().equals(fingerprint))
                .anyMatch(HostPin::isLiving);
    }

    private List<HostPin> ours(StatementSpec statement) {
        List<HostPin> pins = new ArrayList<>();
        statement.query(row -> {
            if (marks.areOurs(row)) {
                pins.add(read(row));
            }
        });
        return pins;
    }

    private static HostPin read(ResultSet row) throws SQLException {
        UUID by = row.getObject("proposed_by", UUID.class);
        UUID decider = row.getObject("decided_by", UUID.class);
        Timestamp decided = row.getTimestamp("decided_at");
        HostPin.Source source = HostPin.Source.valueOf(row.getString("source").toUpperCase(Locale.ROOT));
        return new HostPin(
                row.getObject("id", UUID.class),
                new HostId(row.getObject("host_id", UUID.class)),
                row.getString("key_type"),
                row.getString("key_base64"),
                row.getString("fingerprint"),
                source,
                by == null ? null : new PersonId(by),
                row.getTimestamp("proposed_at").toInstant(),
                decider == null ? null : new PersonId(decider),
                decided == null ? null : decided.toInstant(),
                row.getString("note"),
                state(row, source, decided != null));
    }

    private static HostPin.State state(ResultSet row, HostPin.Source source, boolean decided) throws SQLException {
        if (row.getBoolean("ended")) {
            return HostPin.State.ENDED;
        }
        if (source == HostPin.Source.FOUNDING) {
            return HostPin.State.PINNED;
        }
        if (!decided) {
            return HostPin.State.PROPOSED;
        }
        return row.getBoolean("confirmed") ? HostPin.State.PINNED : HostPin.State.REFUSED;
    }
}
