package dev.bastide.vulnerability.advisory;

import dev.bastide.vulnerability.packages.engine.Matcher;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps advisories as the program does, and asks what they mean. */
public final class AdvisoryStock {
    private final AdvisoryRows rows;
    private final Matching matching;
    private final Matcher matcher = new Matcher();

    public AdvisoryStock(JdbcClient sql) {
        this.rows = new AdvisoryRows(sql);
        this.matching = new Matching(sql);
    }

    public void put(List<OsvRecord> records) {
        rows.put(
                records.stream()
                        .map(record -> Incoming.of(record, "bench:1", matcher.reaches(record)))
                        .toList(),
                Instant.parse("2026-11-22T00:00:00Z"));
    }

    public List<Said> of(String advisory) {
        return matching.ofAdvisories(List.of(advisory));
    }

    public static String statement() {
        return Matching.statement();
    }
}
