package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.ScanResult;
import dev.bastide.audit.Moments;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The runs and their dossiers. */
@Repository
class RunRows {
    private static final String COLUMNS = """
            r.id, r.number, r.authorisation_id, r.window_opens, r.window_closes, r.targets, r.operator, r.started_by,
            r.qualification_id, r.intent_id, r.rerun_of, r.tool_version, r.rules_version, r.started_at, r.state, r.phase,
            r.steps, r.steps_done, r.stop_asked_by, r.ended_at, r.end_reason, r.complete, r.hosts, r.hits, r.refused,
            r.probes, r.lost, r.baseline_micros, r.worst_micros, r.report_hash, r.summary""";

    private final JdbcClient jdbc;

    RunRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ScanRun> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from asset.scan_run r where r.id = ?")
                .param(id)
                .query(RunRows::read)
                .optional();
    }

    Optional<ScanRun> byNumber(long number) {
        return jdbc.sql("select " + COLUMNS + " from asset.scan_run r where r.number = ?")
                .param(number)
                .query(RunRows::read)
                .optional();
    }

    List<ScanRun> of(UUID authorisation) {
        return jdbc.sql("select " + COLUMNS
                        + " from asset.scan_run r where r.authorisation_id = ? order by number desc limit 50")
                .param(authorisation)
                .query(RunRows::read)
                .list();
    }

    boolean began(UUID authorisation, Instant windowOpens) {
        return jdbc.sql("select exists (select from asset.scan_run where authorisation_id = ? and window_opens = ?)")
                .param(authorisation)
                .param(Moments.utcOrNull(windowOpens))
                .query(Boolean.class)
                .single();
    }

    /** The complete runs before this one, newest first: what they covered is known. */
    List<ScanRun> before(ScanRun run) {
        return jdbc.sql("select " + COLUMNS + """
                 from asset.scan_run r where r.complete and r.number < ? order by r.number desc limit 100
                """)
                .param(run.number())
                .query(RunRows::read)
                .list();
    }

    Optional<ScanRun> lastOf(ScanRun run) {
        return before(run).stream()
                .filter(earlier -> earlier.authorisation().equals(run.authorisation()))
                .findFirst();
    }

    ListResult<ScanRun> list(ListQuery query, UUID[] nodes) {
        return ListSql.select(
                        COLUMNS,
                        "asset.scan_run r join asset.scan_authorisation a on a.id = r.authorisation_id",
                        "r.id")
                .where("a.node_id = any (:nodes)", "nodes", nodes)
                .filter("state", "r.state = :state")
                .filter("complete", "coalesce(r.complete, false) = (:complete = 'yes')")
                .search("q", "(array_to_string(r.targets, ' ') ilike :q or r.summary ilike :q)")
                .sortDescending("started", "r.started_at", "timestamptz")
                .fetch(jdbc, query, RunRows::read);
    }

    void insert(ScanRun run) {
        jdbc.sql("""
                insert into asset.scan_run (id, authorisation_id, window_opens, window_closes, targets, operator, started_by,
                    qualification_id, intent_id, rerun_of, tool_version, rules_version, started_at)
                values (:id, :authorisation, :opens, :closes, :targets, :operator, :by, :qualification, :intent, :rerun,
                    :tool, :rules, :at)
                """)
                .param("id", run.id())
                .param("authorisation", run.authorisation())
                .param("opens", Moments.utcOrNull(run.windowOpens()))
                .param("closes", Moments.utcOrNull(run.windowCloses()))
                .param("targets", run.targets().toArray(String[]::new))
                .param("operator", run.operator().value())
                .param("by", run.startedBy())
                .param("qualification", run.qualification())
                .param("intent", run.intent())
                .param("rerun", run.rerunOf())
                .param("tool", run.toolVersion())
                .param("rules", run.rulesVersion())
                .param("at", Moments.utcOrNull(run.startedAt()))
                .update();
    }

    /** Writes how far it is; whether somebody asked it to stop. */
    boolean progress(UUID run, String phase, long steps, long done) {
        return jdbc.sql("""
                update asset.scan_run set phase = ?, steps = ?, steps_done = ? where id = ? and state = 'running'
                returning stop_asked_by is not null as stop
                """)
                .param(phase)
                .param(steps)
                .param(done)
                .param(run)
                .query((row, number) -> row.getBoolean("stop"))
                .optional()
                .orElse(true);
    }

    boolean askStop(UUID run, PersonId by) {
        return jdbc.sql("update asset.scan_run set stop_asked_by = ? where id = ? and state = 'running'")
                        .param(by.value())
                        .param(run)
                        .update()
                == 1;
    }

    void found(UUID run, Collection<ScanHit> hits, Function<String, @Nullable AssetId> assets) {
        for (ScanHit hit : hits) {
            AssetId asset = assets.apply(hit.address());
            jdbc.sql("""
                    insert into asset.scan_hit (run_id, address, port, protocol, service, product, version, cpe, banner,
                        title, tls, certificate, names, not_after, asset_id)
                    values (?, ?::inet, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (run_id, address, port, protocol) do update
                    set service = excluded.service, product = excluded.product, version = excluded.version,
                        cpe = excluded.cpe, banner = excluded.banner, title = excluded.title, tls = excluded.tls,
                        certificate = excluded.certificate, names = excluded.names, not_after = excluded.not_after
                    """)
                    .param(run)
                    .param(hit.address())
                    .param(hit.port())
                    .param(hit.protocol())
                    .param(hit.service())
                    .param(hit.product())
                    .param(hit.version())
                    .param(hit.cpe())
                    .param(hit.banner())
                    .param(hit.title())
                    .param(hit.tls())
                    .param(hit.certificate())
                    .param(hit.names().toArray(String[]::new))
                    .param(Moments.utcOrNull(hit.notAfter()))
                    .param(asset == null ? null : asset.value())
                    .update();
        }
    }

    void refused(UUID run, Collection<String> addresses) {
        jdbc.sql(
                        "insert into asset.scan_refusal (run_id, address) select ?, unnest(?::text[])::inet on conflict do nothing")
                .param(run)
                .param(addresses.toArray(String[]::new))
                .update();
    }

    void report(UUID run, byte[] sealed, String hash, long bytes) {
        jdbc.sql("insert into asset.scan_report (run_id, sealed, hash, bytes) values (?, ?, ?, ?)")
                .param(run)
                .param(sealed)
                .param(hash)
                .param(bytes)
                .update();
    }

    Optional<byte[]> report(UUID run) {
        return jdbc.sql("select sealed from asset.scan_report where run_id = ?")
                .param(run)
                .query((row, number) -> row.getBytes("sealed"))
                .optional();
    }

    /** Closes it with its dossier; false where it was closed already. */
    boolean close(UUID run, String reason, ScanResult result, String hash, String summary, Instant at) {
        return jdbc.sql("""
                update asset.scan_run
                set state = :state, end_reason = :reason, ended_at = :at, complete = :complete, hosts = :hosts,
                    hits = (select count(*) from asset.scan_hit h where h.run_id = :id),
                    refused = (select count(*) from asset.scan_refusal f where f.run_id = :id),
                    probes = :probes, lost = :lost, baseline_micros = :baseline, worst_micros = :worst,
                    report_hash = :hash, summary = :summary
                where id = :id and state = 'running'
                """)
                        .param("state", reason.equals("done") ? "done" : "stopped")
                        .param("reason", reason)
                        .param("at", Moments.utcOrNull(at))
                        .param("complete", result.complete())
                        .param("hosts", result.hosts().size())
                        .param("probes", result.probes())
                        .param("lost", result.lost())
                        .param("baseline", result.baselineMicros())
                        .param("worst", result.worstMicros())
                        .param("hash", hash)
                        .param("summary", summary)
                        .param("id", run)
                        .update()
                == 1;
    }

    /** Nobody saw its end: it is neither closed nor repeated by itself. */
    boolean unknown(UUID intent, Instant at) {
        return jdbc.sql("""
                update asset.scan_run set state = 'unknown', end_reason = 'unknown', ended_at = ?
                where intent_id = ? and state = 'running'
                """).param(Moments.utcOrNull(at)).param(intent).update() == 1;
    }

    List<ScanHit> hits(UUID run) {
        return jdbc.sql("""
                select host(address) as address, port, protocol, service, product, version, cpe, banner, title, tls,
                    certificate, names, not_after
                from asset.scan_hit h where run_id = ? order by h.address, port, protocol
                """).param(run).query((row, number) -> hit(row)).list();
    }

    /** Which asset is at each place of a run. */
    Map<String, UUID> assets(UUID run) {
        Map<String, UUID> found = new HashMap<>();
        jdbc.sql(
                        "select host(address) as address, asset_id from asset.scan_hit where run_id = ? and asset_id is not null")
                .param(run)
                .query(row -> {
                    found.put(row.getString("address"), row.getObject("asset_id", UUID.class));
                });
        return found;
    }

    List<String> refusals(UUID run, int limit) {
        return jdbc.sql(
                        "select host(address) as address from asset.scan_refusal r where run_id = ? order by r.address limit ?")
                .param(run)
                .param(limit)
                .query((row, number) -> row.getString("address"))
                .list();
    }

    static ScanHit hit(ResultSet row) throws SQLException {
        return new ScanHit(
                row.getString("address"),
                row.getInt("port"),
                row.getString("protocol"),
                row.getString("service"),
                row.getString("product"),
                row.getString("version"),
                row.getString("cpe"),
                row.getString("banner"),
                row.getString("title"),
                row.getString("tls"),
                row.getString("certificate"),
                AuthorisationRows.texts(row, "names"),
                Moments.read(row, "not_after"));
    }

    private static ScanRun read(ResultSet row, int number) throws SQLException {
        @Nullable Boolean complete = row.getObject("complete") == null ? null : row.getBoolean("complete");
        return new ScanRun(
                row.getObject("id", UUID.class),
                row.getLong("number"),
                row.getObject("authorisation_id", UUID.class),
                Moments.require(row, "window_opens"),
                Moments.require(row, "window_closes"),
                AuthorisationRows.texts(row, "targets"),
                new PersonId(row.getObject("operator", UUID.class)),
                row.getString("started_by"),
                row.getObject("qualification_id", UUID.class),
                row.getObject("intent_id", UUID.class),
                row.getObject("rerun_of", UUID.class),
                row.getString("tool_version"),
                row.getString("rules_version"),
                Moments.require(row, "started_at"),
                row.getString("state"),
                row.getString("phase"),
                row.getLong("steps"),
                row.getLong("steps_done"),
                row.getObject("stop_asked_by") != null,
                Moments.read(row, "ended_at"),
                row.getString("end_reason"),
                complete,
                row.getInt("hosts"),
                row.getInt("hits"),
                row.getInt("refused"),
                row.getLong("probes"),
                row.getLong("lost"),
                row.getLong("baseline_micros"),
                row.getLong("worst_micros"),
                row.getString("report_hash"),
                row.getString("summary"));
    }
}
