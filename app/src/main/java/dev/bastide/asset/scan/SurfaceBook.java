package dev.bastide.asset.scan;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.Ports;
import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is open where, and each change of it: a new host, port, product, banner or certificate, a service that vanished.
 * What an earlier complete scan covered and did not show is new; what nobody looked at before is only noted. Source: seed
 * 000 s2.1 (A40).
 */
@Component
class SurfaceBook {
    private static final AlarmKind PORT = new AlarmKind("asset.scan-port", AlarmLevel.HIGH);
    private static final AlarmKind HOST = new AlarmKind("asset.scan-host", AlarmLevel.HIGH);
    private static final String BY = "asset.scan";

    private final JdbcClient jdbc;
    private final RunRows runs;
    private final AuthorisationRows authorisations;
    private final Hosts hosts;
    private final Alarms alarms;

    SurfaceBook(JdbcClient jdbc, RunRows runs, AuthorisationRows authorisations, Hosts hosts, Alarms alarms) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.authorisations = authorisations;
        this.hosts = hosts;
        this.alarms = alarms;
    }

    /** What one scan compares with: the surface as it was, and what had been looked at. */
    static final class Before {
        private final ScanRun run;
        private final NodeId node;
        private final Map<String, ScanHit> open;
        private final Map<String, NodeId> nodes;
        private final List<Map.Entry<Ranges, Ports>> looked;
        private final Set<String> told = new HashSet<>();

        Before(
                ScanRun run,
                NodeId node,
                Map<String, ScanHit> open,
                Map<String, NodeId> nodes,
                List<Map.Entry<Ranges, Ports>> looked) {
            this.run = run;
            this.node = node;
            this.open = open;
            this.nodes = nodes;
            this.looked = looked;
        }

        private boolean wasLookedAt(ScanHit hit) {
            Address address = Address.of(hit.address());
            return looked.stream()
                    .anyMatch(one -> one.getKey().contains(address)
                            && (hit.protocol().equals("udp")
                                    ? one.getValue().udp(hit.port())
                                    : one.getValue().tcp(hit.port())));
        }

        private boolean isKnownHost(String address) {
            return nodes.containsKey(address)
                    || open.values().stream().anyMatch(hit -> hit.address().equals(address));
        }

        private NodeId nodeOf(String address) {
            return nodes.getOrDefault(address, node);
        }
    }

    /** Reads what a run is to be compared with. */
    Before before(ScanRun run, Authorisation agreed) {
        Map<String, ScanHit> open = new HashMap<>();
        jdbc.sql("""
                select host(address) as address, port, protocol, service, product, version, '' as cpe, banner, '' as title,
                    '' as tls, certificate, '{}'::text[] as names, not_after
                from asset.scan_surface s
                where gone_at is null and asset.scan_holds(?, s.address)
                """)
                .param(run.targets().toArray(String[]::new))
                .query((row, number) -> RunRows.hit(row))
                .list()
                .forEach(hit -> open.put(hit.key(), hit));
        Map<String, NodeId> nodes = new HashMap<>();
        for (Host host : hosts.all()) {
            nodes.put(host.address(), host.node());
        }
        List<Map.Entry<Ranges, Ports>> looked = runs.before(run).stream()
                .flatMap(earlier -> authorisations.find(earlier.authorisation()).stream()
                        .map(of -> Map.entry(
                                Ranges.of(earlier.targets()), of.ask().scope().ports())))
                .toList();
        return new Before(run, agreed.ask().node(), open, nodes, looked);
    }

    /** Takes what was seen, in the caller's transaction: the surface, its events, and the alarms they raise. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void saw(Before before, Collection<ScanHit> hits, Instant at) {
        for (ScanHit hit : hits) {
            ScanHit was = before.open.get(hit.key());
            if (was == null) {
                appeared(before, hit, at);
            } else if (!hit.service().isEmpty()) {
                changed(before, was, hit, at);
            }
            write(before, hit, at);
            before.open.put(hit.key(), was != null && hit.service().isEmpty() ? was : hit);
        }
    }

    private void appeared(Before before, ScanHit hit, Instant at) {
        if (!before.wasLookedAt(hit)) {
            return;
        }
        if (!before.isKnownHost(hit.address()) && before.told.add(hit.address())) {
            event(before, "host", hit, "", hit.address(), at);
            raise(before, HOST, hit, hit.address(), "asset.scan.alarm.host");
        }
        event(before, "port", hit, "", hit.words(), at);
        raise(before, PORT, hit, hit.place(), "asset.scan.alarm.port");
    }

    private void changed(Before before, ScanHit was, ScanHit hit, Instant at) {
        if (was.service().isEmpty()) {
            return;
        }
        if (!was.words().equals(hit.words())) {
            event(before, "product", hit, was.words(), hit.words(), at);
        } else if (!was.banner().equals(hit.banner())) {
            event(before, "banner", hit, cut(was.banner()), cut(hit.banner()), at);
        }
        if (!was.certificate().equals(hit.certificate())) {
            event(before, "certificate", hit, was.certificate(), hit.certificate(), at);
        }
    }

    /** After a complete scan: what was open in its scope and was not found is gone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int vanished(Before before, Authorisation agreed, Set<String> seen, Instant at) {
        int gone = 0;
        Ranges targets = Ranges.of(before.run.targets());
        for (ScanHit was : List.copyOf(before.open.values())) {
            Address address = Address.of(was.address());
            boolean asked = targets.contains(address)
                    && (was.protocol().equals("udp")
                            ? agreed.ask().scope().udp(address, was.port())
                            : agreed.ask().scope().tcp(address, was.port()));
            if (asked && !seen.contains(was.key()) && !was.protocol().equals("udp")) {
                event(before, "vanished", was, was.words(), "", at);
                jdbc.sql(
                                "update asset.scan_surface set gone_at = ? where address = ?::inet and port = ? and protocol = ?")
                        .param(Moments.sql(at))
                        .param(was.address())
                        .param(was.port())
                        .param(was.protocol())
                        .update();
                gone++;
            }
        }
        return gone;
    }

    private void raise(Before before, AlarmKind kind, ScanHit hit, String object, String key) {
        alarms.raise(new Happening(
                kind,
                before.nodeOf(hit.address()),
                object,
                Reason.of(key, "A40", before.run.path(), object, hit.words(), before.run.name()),
                BY));
    }

    private void event(Before before, String kind, ScanHit hit, String was, String is, Instant at) {
        jdbc.sql("""
                insert into asset.scan_event (run_id, node_id, at, kind, address, port, before, after)
                values (?, ?, ?, ?, ?::inet, ?, ?, ?)
                """)
                .param(before.run.id())
                .param(before.nodeOf(hit.address()).value())
                .param(Moments.sql(at))
                .param(kind)
                .param(hit.address())
                .param(kind.equals("host") ? null : hit.port())
                .param(was)
                .param(is)
                .update();
    }

    private void write(Before before, ScanHit hit, Instant at) {
        jdbc.sql("""
                insert into asset.scan_surface as s (address, port, protocol, node_id, service, product, version, banner,
                    certificate, not_after, first_seen, last_seen, last_run)
                values (:address::inet, :port, :protocol, :node, :service, :product, :version, :banner, :certificate, :after,
                    :at, :at, :run)
                on conflict (address, port, protocol) do update
                set node_id = excluded.node_id, last_seen = greatest(s.last_seen, excluded.last_seen), gone_at = null,
                    last_run = excluded.last_run,
                    service = case when excluded.service = '' then s.service else excluded.service end,
                    product = case when excluded.service = '' then s.product else excluded.product end,
                    version = case when excluded.service = '' then s.version else excluded.version end,
                    banner = case when excluded.service = '' then s.banner else excluded.banner end,
                    certificate = case when excluded.service = '' then s.certificate else excluded.certificate end,
                    not_after = case when excluded.service = '' then s.not_after else excluded.not_after end
                """)
                .param("address", hit.address())
                .param("port", hit.port())
                .param("protocol", hit.protocol())
                .param("node", before.nodeOf(hit.address()).value())
                .param("service", hit.service())
                .param("product", hit.product())
                .param("version", hit.version())
                .param("banner", hit.banner())
                .param("certificate", hit.certificate())
                .param("after", Moments.sql(hit.notAfter()))
                .param("at", Moments.sql(at))
                .param("run", before.run.id())
                .update();
    }

    /** Something of the surface that changed. */
    record Event(Instant at, String kind, String address, int port, String before, String after) {
        static Event of(ResultSet row, int number) throws SQLException {
            return new Event(
                    Moments.require(row, "at"),
                    row.getString("kind"),
                    row.getString("address"),
                    row.getInt("port"),
                    row.getString("before"),
                    row.getString("after"));
        }

        String place() {
            return port == 0 ? address : (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        }
    }

    /** What changed in one run: its difference to what was known before. */
    List<Event> events(ScanRun run) {
        return jdbc.sql("""
                select at, kind, host(address) as address, port, before, after from asset.scan_event e
                where run_id = ? order by id limit 500
                """).param(run.id()).query(Event::of).list();
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300);
    }
}
