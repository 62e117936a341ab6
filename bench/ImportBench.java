package dev.bastide.vulnerability.finding;

import dev.bastide.Bastide;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.vulnerability.engine.ParsedFinding;
import dev.bastide.vulnerability.engine.Severity;
import dev.bastide.vulnerability.finding.engine.FindingKey;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A report of 15,000 findings into a million stored ones, first and again, in the running program; and the same rows by a bare
 * COPY and merge into tables of the same shape and size, without identities to compute, stories to tell or places to compare.
 */
final class ImportBench {
    private static final int REPORT = 15_000;
    private static final int ROUNDS = 3;
    private static final Actor MACHINE = Actor.machine("bench", AccessMethod.JOB);

    private ImportBench() {}

    /** HOME, and how many findings are there already. */
    public static void main(String[] arguments) throws Exception {
        Files.createDirectories(Path.of(arguments[0]));
        int stored = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        try (ConfigurableApplicationContext program = SpringApplication.run(
                Bastide.class,
                "--bastide.home=" + arguments[0],
                "--bastide.http-port=0",
                "--bastide.ssh-port=0",
                "--bastide.tls=off",
                "--logging.level.root=error")) {
            DataSource owner = program.getBean("ownerDataSource", DataSource.class);
            Imports imports = program.getBean(Imports.class);
            prepare(owner);
            long from = System.nanoTime();
            take(imports, new UUID(1, 0), 0, stored);
            System.out.printf(Locale.ROOT, "%,d stored in %.1f s%n", stored, seconds(from));
            same(owner);
            for (int round = 1; round <= ROUNDS; round++) {
                round(imports, owner, round);
            }
        }
        System.exit(0);
    }

    private static void round(Imports imports, DataSource owner, int round) throws Exception {
        UUID node = new UUID(2, round);
        long from = System.nanoTime();
        take(imports, node, 0, REPORT);
        double first = seconds(from);
        from = System.nanoTime();
        take(imports, node, 0, REPORT);
        double again = seconds(from);
        String rows = rows(node);
        from = System.nanoTime();
        merge(owner, rows);
        double anchorFirst = seconds(from);
        from = System.nanoTime();
        merge(owner, rows);
        double anchorAgain = seconds(from);
        System.out.printf(
                Locale.ROOT,
                "first %.2f s, COPY and merge %.2f s, ratio %.2f     again %.2f s, COPY and merge %.2f s, ratio %.2f  (aim 2)%n",
                first, anchorFirst, first / anchorFirst, again, anchorAgain, again / anchorAgain);
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    private static ParsedFinding one(int number) {
        return ParsedFinding.of("Weak part " + number, number % 2 == 0 ? Severity.HIGH : Severity.LOW)
                .ids("CVE-" + (2000 + number % 26) + "-" + (10_000 + number))
                .component("part-" + number % 997, "1." + number % 7)
                .purl("pkg:npm/part-" + number % 997 + "@1." + number % 7)
                .file("package-lock.json", 0)
                .tool("rule-" + number)
                .cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")
                .text("What is weak about it, in as many words as a scanner makes of it. ".repeat(5))
                .done();
    }

    private static void take(Imports imports, UUID node, int from, int to) {
        ImportAsk ask = new ImportAsk(new NodeId(node), null, "unknown", ImportAsk.Source.SCANNER, "bench.json");
        imports.take(MACHINE, ask, "trivy", IntStream.range(from, to).mapToObj(ImportBench::one), false);
    }

    /** The nodes of the bench are not in the tree, which would have to be founded first. */
    private static void prepare(DataSource owner) throws SQLException {
        try (Connection connection = owner.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("alter table vulnerability.report drop constraint report_node_id_fkey");
            statement.execute("alter table vulnerability.finding drop constraint finding_node_id_fkey");
        }
    }

    /** Tables of the same shape, indexes and rows. */
    private static void same(DataSource owner) throws SQLException {
        try (Connection connection = owner.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("create schema bench");
            statement.execute("create table bench.finding (like vulnerability.finding including all)");
            statement.execute("create table bench.attribution (like vulnerability.attribution including all)");
            String columns = "id, identity, family, ordinal, node_id, asset_id, vulnerability, ids, title, component, component_key,"
                    + " version, location, file, line, endpoint, host, port, description, severity, cvss_vector, cvss, exposure,"
                    + " state, state_since, first_seen, last_seen, first_report, last_report";
            statement.execute("insert into bench.finding (" + columns + ") select " + columns + " from vulnerability.finding");
            statement.execute("insert into bench.attribution select * from vulnerability.attribution");
            statement.execute("analyze vulnerability.finding, vulnerability.attribution, bench.finding, bench.attribution");
        }
    }

    private static String rows(UUID node) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < REPORT; i++) {
            ParsedFinding finding = one(i);
            FindingKey key = FindingKey.of(finding);
            String identity = HexFormat.of().formatHex(
                    FindingKey.hash(key.vulnerability(), node.toString(), key.component(), key.location()));
            all.append(UUID.randomUUID()).append('\t').append("\\\\x").append(identity).append('\t').append(node).append('\t')
                    .append(key.vulnerability()).append('\t').append(finding.title()).append('\t').append(key.component())
                    .append('\t').append(finding.component().version()).append('\t').append(finding.description()).append('\t')
                    .append(finding.severity() == Severity.HIGH ? "high" : "low").append('\t').append(finding.cvss()).append('\t')
                    .append(finding.toolId()).append('\t').append(key.place()).append('\n');
        }
        return all.toString();
    }

    private static void merge(DataSource owner, String rows) throws Exception {
        try (Connection connection = owner.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create temporary table sent (id uuid, identity bytea, node uuid, vulnerability text, title text,"
                    + " component text, version text, description text, severity text, vector text, rule text, place text)"
                    + " on commit drop");
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy sent from stdin", new StringReader(rows));
            statement.execute("""
                    insert into bench.finding (id, identity, family, ordinal, node_id, vulnerability, ids, title, component,
                        component_key, version, location, file, line, endpoint, host, port, description, severity, cvss_vector,
                        cvss, exposure, state, state_since, first_seen, last_seen, first_report, last_report)
                    select id, identity, identity, 0, node, vulnerability, array[vulnerability], title, component, component,
                        version, '', 'package-lock.json', 0, '', '', 0, description, severity, vector, 9.8, 'unknown', 'open',
                        now(), now(), now(), id, id
                    from sent
                    on conflict (identity) do update
                    set last_seen = excluded.last_seen, last_report = excluded.last_report, title = excluded.title,
                        version = excluded.version, description = excluded.description, severity = excluded.severity
                    """);
            statement.execute("""
                    insert into bench.attribution (finding_id, tool, scope, target, rule, unique_id, place, told, severity,
                        cvss_vector, occurrences, matched_by, first_report, last_report)
                    select f.id, 'trivy', s.node, '', s.rule, '', s.place, s.severity, s.severity, s.vector, 1, 'new', s.id, s.id
                    from sent s
                    join bench.finding f on f.identity = s.identity
                    on conflict (finding_id, tool, target) do update
                    set last_report = excluded.last_report, place = excluded.place, severity = excluded.severity
                    """);
            connection.commit();
        }
    }
}
