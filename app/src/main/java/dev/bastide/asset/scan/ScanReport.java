package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.ScanResult;
import dev.bastide.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The raw report of a run: one JSON object a line, known by its hash, kept sealed. Source: seed 000 s3.2 (A78). */
@Component
class ScanReport {
    private final RunRows rows;
    private final Vault vault;
    private final JsonMapper json;

    ScanReport(RunRows rows, Vault vault, JsonMapper json) {
        this.rows = rows;
        this.vault = vault;
        this.json = json;
    }

    /** Writes it, in the caller's transaction; its hash. */
    String keep(
            ScanRun run,
            Authorisation agreed,
            Collection<ScanHit> hits,
            Collection<String> refused,
            ScanResult result,
            Instant at) {
        StringBuilder text = new StringBuilder();
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("report", "bastide-scan-1");
        head.put("run", run.name());
        head.put("authorisation", agreed.name());
        head.put("content_hash", agreed.hash());
        head.put("tool", agreed.tool() + " " + run.toolVersion());
        head.put("rules", run.rulesVersion());
        head.put("targets", run.targets());
        head.put("ports", agreed.ask().scope().ports().toString());
        head.put("started_at", run.startedAt().toString());
        head.put("ended_at", at.toString());
        line(text, head);
        result.hosts().forEach(host -> line(text, Map.of("host", host.toString())));
        hits.forEach(hit -> line(text, hit(hit)));
        refused.forEach(address -> line(text, Map.of("refused", address)));
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("end", result.end().name().toLowerCase(java.util.Locale.ROOT));
        end.put("complete", result.complete());
        end.put("probes", result.probes());
        end.put("lost", result.lost());
        end.put("baseline_micros", result.baselineMicros());
        end.put("worst_micros", result.worstMicros());
        line(text, end);
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        String hash = hash(bytes);
        rows.report(run.id(), vault.seal(bytes, context(run.id())), hash, bytes.length);
        return hash;
    }

    private static Map<String, Object> hit(ScanHit hit) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("open", hit.address());
        fields.put("port", hit.port());
        fields.put("protocol", hit.protocol());
        fields.put("service", hit.service());
        fields.put("product", hit.product());
        fields.put("version", hit.version());
        fields.put("cpe", hit.cpe());
        fields.put("banner", hit.banner());
        fields.put("title", hit.title());
        fields.put("tls", hit.tls());
        fields.put("certificate", hit.certificate());
        fields.put("names", hit.names());
        if (hit.notAfter() != null) {
            fields.put("not_after", hit.notAfter().toString());
        }
        return fields;
    }

    /** The report as it was written; nothing where it is not there or its hash is another. */
    Optional<byte[]> open(ScanRun run) {
        return rows.report(run.id())
                .map(kept -> vault.open(kept, context(run.id())))
                .filter(bytes -> hash(bytes).equals(run.reportHash()));
    }

    private void line(StringBuilder text, Map<String, ?> fields) {
        text.append(json.writeValueAsString(fields)).append('\n');
    }

    private static String context(UUID run) {
        return "asset.scan_report:" + run;
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** A page of facts in words, for who reads no raw report. */
    static String summary(ScanRun run, Authorisation agreed, List<ScanHit> hits, int refused, ScanResult result) {
        return "%s of %s: %d of %d addresses answered, %d ports open, %d addresses refused. %s, %s. Baseline %d us, worst %d us.%s"
                .formatted(
                        run.name(),
                        agreed.name(),
                        result.hosts().size(),
                        agreed.ask().scope().addresses().count(),
                        hits.size(),
                        refused,
                        "Ended: " + result.end().name().toLowerCase(java.util.Locale.ROOT),
                        result.complete() ? "complete" : "not complete",
                        result.baselineMicros(),
                        result.worstMicros(),
                        result.told().isEmpty() ? "" : " " + result.told());
    }
}
