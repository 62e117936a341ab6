package dev.bastide.asset.scan;

import dev.bastide.access.Permits;
import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.SurfaceChange;
import dev.bastide.asset.scan.Sightings.Said;
import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.audit.Moments;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    private static final AlarmKind EXPECTED = new AlarmKind("asset.scan-port-expected", AlarmLevel.LOW);
    private static final AlarmKind HOST = new AlarmKind("asset.scan-host", AlarmLevel.HIGH);
    private static final String BY = "asset.scan";

    private final JdbcClient jdbc;
    private final RunRows runs;
    private final AuthorisationRows authorisations;
    private final Hosts hosts;
    private final Alarms alarms;
    private final Sightings sightings;
    private final Permits permits;

    SurfaceBook(
            JdbcClient jdbc,
            RunRows runs,
            AuthorisationRows authorisations,
            Hosts hosts,
            Alarms alarms,
            Sightings sightings,
            Permits permits) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.authorisations = authorisations;
        this.hosts = hosts;
        this.alarms = alarms;
        this.sightings = sightings;
        this.permits = permits;
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
        List<Before.Look> looked = runs.before(run).stream()
                .flatMap(earlier -> authorisations.find(earlier.authorisation()).stream()
                        .map(of -> new Before.Look(
                                Ranges.of(earlier.targets()), of.ask().scope().ports(), earlier.startedAt())))
                .toList();
        return new Before(run, agreed.ask().node(), sightings.begin(run), open, nodes, looked);
    }

    /** Takes what was seen, in the caller's transaction: the surface, its events, and the alarms they raise. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void saw(Before before, Collection<ScanHit> hits, Instant at) {
        sightings.meet(before, hits.stream().map(ScanHit::address).toList(), at);
        for (ScanHit hit : hits) {
            ScanHit was = before.was(hit);
            if (was == null) {
                appeared(before, hit, at);
            } else if (!hit.service().isEmpty()) {
                changed(before, was, hit, at);
            }
            write(before, hit, at);
            before.is(was != null && hit.service().isEmpty() ? was : hit);
        }
    }

    private void appeared(Before before, ScanHit hit, Instant at) {
        Optional<Instant> looked = before.lookedAt(hit);
        if (looked.isEmpty()) {
            return;
        }
        if (!before.isKnownHost(hit.address()) && before.tells(hit.address())) {
            event(before, "host", hit, new Said("", hit.address(), null), at);
            // What the book of assets had not either rings there, as an asset to be claimed.
            if (!before.isFresh(hit.address())) {
                raise(before, HOST, hit, hit.address(), "asset.scan.alarm.host");
            }
        }
        boolean approved = wasWorkedOn(before, hit, looked.get(), at);
        Said said = new Said("", hit.words(), approved);
        event(before, "port", hit, said, at);
        sightings.tell(before, SurfaceChange.Kind.PORT_NEW, hit, said, at);
        if (approved) {
            raise(before, EXPECTED, hit, hit.place(), "asset.scan.alarm.expected");
        } else {
            raise(before, PORT, hit, hit.place(), "asset.scan.alarm.port");
        }
    }

    // An asset that people work on has the id of its host; on any other no operation was permitted.
    private boolean wasWorkedOn(Before before, ScanHit hit, Instant since, Instant until) {
        AssetId asset = before.assetAt(hit.address());
        return asset != null
                && !permits.worked(new HostId(asset.value()), since, until).isEmpty();
    }

    private void changed(Before before, ScanHit was, ScanHit hit, Instant at) {
        if (was.service().isEmpty()) {
            return;
        }
        if (!was.words().equals(hit.words())) {
            Said said = new Said(was.words(), hit.words(), null);
            event(before, "product", hit, said, at);
            sightings.tell(before, SurfaceChange.Kind.BANNER_CHANGED, hit, said, at);
        } else if (!was.banner().equals(hit.banner())) {
            Said said = new Said(cut(was.banner()), cut(hit.banner()), null);
            event(before, "banner", hit, said, at);
            sightings.tell(before, SurfaceChange.Kind.BANNER_CHANGED, hit, said, at);
        }
        if (!was.certificate().equals(hit.certificate())) {
            Said said = new Said(was.certificate(), hit.certificate(), null);
            event(before, "certificate", hit, said, at);
            sightings.tell(before, SurfaceChange.Kind.CERTIFICATE_NEW, hit, said, at);
        }
    }

    /** After a complete scan: what was open in its scope and was not found is gone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int vanished(Before before, Authorisation agreed, Set<String> seen, Instant at) {
        int gone = 0;
        Ranges targets = Ranges.of(before.run().targets());
        for (ScanHit was : before.open()) {
            Address address = Address.of(was.address());
            boolean asked = targets.contains(address)
                    && (was.protocol().equals("udp")
                            ? agreed.ask().scope().udp(address, was.port())
                            : agreed.ask().scope().tcp(address, was.port()));
            if (asked && !seen.contains(was.key()) && !was.protocol().equals("udp")) {
                Said said = new Said(was.words(), "", null);
                event(before, "vanished", was, said, at);
                sightings.meet(before, List.of(was.address()), at);
                sightings.tell(before, SurfaceChange.Kind.SERVICE_GONE, was, said, at);
                jdbc.sql(
                                "update asset.scan_surface set gone_at = ? where address = ?::inet and port = ? and protocol = ?")
                        .param(Moments.utcOrNull(at))
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
                Reason.of(
                        key,
                        "A40",
                        before.run().path(),
                        object,
                        hit.words(),
                        before.run().name()),
                BY));
    }

    private void event(Before before, String kind, ScanHit hit, Said said, Instant at) {
        AssetId asset = before.assetAt(hit.address());
        jdbc.sql("""
                insert into asset.scan_event (run_id, node_id, at, kind, address, port, before, after, approved, asset_id)
                values (?, ?, ?, ?, ?::inet, ?, ?, ?, ?, ?)
                """)
                .param(before.run().id())
                .param(before.nodeOf(hit.address()).value())
                .param(Moments.utcOrNull(at))
                .param(kind)
                .param(hit.address())
                .param(kind.equals("host") ? null : hit.port())
                .param(said.was())
                .param(said.now())
                .param(said.approved())
                .param(asset == null ? null : asset.value())
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
                .param("after", Moments.utcOrNull(hit.notAfter()))
                .param("at", Moments.utcOrNull(at))
                .param("run", before.run().id())
                .update();
    }

    /** Something of the surface that changed. */
    record Event(
            Instant at,
            String kind,
            String address,
            int port,
            String before,
            String after,
            @Nullable Boolean approved,
            @Nullable UUID asset) {
        static Event of(ResultSet row, int number) throws SQLException {
            return new Event(
                    Moments.require(row, "at"),
                    row.getString("kind"),
                    row.getString("address"),
                    row.getInt("port"),
                    row.getString("before"),
                    row.getString("after"),
                    row.getObject("approved", Boolean.class),
                    row.getObject("asset_id", UUID.class));
        }

        String place() {
            return port == 0 ? address : (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        }
    }

    /** What changed in one run: its difference to what was known before. */
    List<Event> events(ScanRun run) {
        return jdbc.sql("""
                select at, kind, host(address) as address, port, before, after, approved, asset_id from asset.scan_event e
                where run_id = ? order by id limit 500
                """).param(run.id()).query(Event::of).list();
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300);
    }
}
