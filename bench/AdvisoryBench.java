package dev.bastide.vulnerability.sbom;

import dev.bastide.ground.postgres.Passwords;
import dev.bastide.ground.postgres.PostgresProgram;
import dev.bastide.ground.postgres.PostgresServer;
import dev.bastide.ground.postgres.PostgresSettings;
import dev.bastide.vulnerability.advisory.AdvisoryStock;
import dev.bastide.vulnerability.packages.engine.Component;
import dev.bastide.vulnerability.packages.engine.ComponentIndex;
import dev.bastide.vulnerability.packages.engine.Matcher;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.Affected;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.Event;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.EventKind;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.Range;
import dev.bastide.vulnerability.sbom.engine.BillPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** New advisories against many stored components: through PostgreSQL, and by the index in memory. */
final class AdvisoryBench {
    private static final List<String> TYPES = List.of("npm", "pypi", "maven", "golang", "deb", "gem");
    private static final List<String> ECOSYSTEMS = List.of("npm", "PyPI", "Maven", "Go", "Debian:12", "RubyGems");
    private static final int PACKAGES = 5_000;
    private static final int ADVISORIES = 500;
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    private AdvisoryBench() {}

    public static void main(String[] words) throws Exception {
        Path folder = Path.of(words[0]);
        int count = words.length > 1 ? Integer.parseInt(words[1]) : 1_000_000;
        Files.createDirectories(folder);
        Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
        PostgresProgram program = PostgresProgram.unpacked(folder);
        try (PostgresServer server = PostgresServer.start(new PostgresSettings(program, folder, true), passwords)) {
            server.access().makeRoles();
            server.access().makeDatabase("bench");
            Flyway.configure()
                    .dataSource(server.url("bench"), "bastide", passwords.owner())
                    .locations("classpath:dev/bastide")
                    .defaultSchema("ground")
                    .load()
                    .migrate();
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.url("bench"));
            source.setUser("bastide_app");
            source.setPassword(passwords.app());
            run(JdbcClient.create(new SingleConnectionDataSource(source.getConnection(), true)),
                    owner(server, passwords), count);
        }
    }

    private static JdbcClient owner(PostgresServer server, Passwords passwords) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url("bench"));
        source.setUser("bastide");
        source.setPassword(passwords.owner());
        return JdbcClient.create(source);
    }

    private static void run(JdbcClient sql, JdbcClient owner, int count) {
        Random random = new Random(7);
        ComponentRows rows = new ComponentRows(sql);
        Matcher matcher = new Matcher();
        List<Component> components = new ArrayList<>(count);
        List<BillPart> batch = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            String purl = purl(random, i);
            components.add(matcher.component(purl));
            batch.add(new BillPart("", "x", "", purl, "", "library", false));
            if (batch.size() == 1_000 || i == count - 1) {
                rows.keep(batch, NOW);
                batch.clear();
            }
        }
        double stored = seconds(start);
        owner.sql("analyze vulnerability.coordinate").update();
        ComponentIndex index = new ComponentIndex(matcher, components);
        AdvisoryStock stock = new AdvisoryStock(sql);
        List<OsvRecord> advisories = new ArrayList<>();
        for (int i = 0; i < ADVISORIES; i++) {
            advisories.add(advisory(random, i));
        }
        stock.put(advisories);
        owner.sql("analyze vulnerability.advisory_reach").update();

        double[] database = new double[ADVISORIES];
        double[] memory = new double[ADVISORIES];
        long hits = 0;
        for (int round = 0; round < 2; round++) {
            hits = 0;
            for (int i = 0; i < ADVISORIES; i++) {
                start = System.nanoTime();
                hits += stock.of(advisories.get(i).id()).size();
                database[i] = seconds(start);
                start = System.nanoTime();
                index.affectedBy(advisories.get(i));
                memory[i] = seconds(start);
            }
        }
        Arrays.sort(database);
        Arrays.sort(memory);
        long kept = sql.sql("select count(*) from vulnerability.component").query(Long.class).single();
        System.out.printf("%,d components stored in %.1f s (%,.0f/s), %,d different ones%n", count, stored, count / stored, kept);
        System.out.printf("new advisory through PostgreSQL: median %.2f ms, slowest %.1f ms (%,d verdicts of %,d advisories)%n",
                database[ADVISORIES / 2] * 1e3, database[ADVISORIES - 1] * 1e3, hits, ADVISORIES);
        System.out.printf("by the index in memory:          median %.3f ms, slowest %.2f ms%n",
                memory[ADVISORIES / 2] * 1e3, memory[ADVISORIES - 1] * 1e3);
        System.out.printf("ratio of the medians:            %.0fx%n", database[ADVISORIES / 2] / memory[ADVISORIES / 2]);
        String plan = String.join("\n", sql.sql("explain " + AdvisoryStock.statement()).param("asked", new String[] {"X-1"})
                .query((row, number) -> row.getString(1)).list());
        System.out.printf("plan: %d scans by coordinate_by_key, %s%n", plan.split("coordinate_by_key", -1).length - 1,
                plan.contains("Seq Scan on coordinate") ? "and a look at all" : "no look at all components");
    }

    private static String purl(Random random, int i) {
        String type = TYPES.get(i % TYPES.size());
        String space = switch (type) {
            case "maven" -> "g/";
            case "deb" -> "debian/";
            default -> "";
        };
        return "pkg:" + type + "/" + space + "p" + random.nextInt(PACKAGES / TYPES.size()) + "@" + version(random)
                + (type.equals("deb") ? "-1?distro=debian-" + (11 + random.nextInt(3)) : "");
    }

    private static OsvRecord advisory(Random random, int i) {
        int kind = random.nextInt(TYPES.size());
        String name = (ECOSYSTEMS.get(kind).equals("Maven") ? "g:" : "") + "p" + random.nextInt(PACKAGES / TYPES.size());
        int major = random.nextInt(9);
        List<Event> events = List.of(
                new Event(EventKind.INTRODUCED, major + ".0.0"),
                new Event(EventKind.FIXED, major + "." + random.nextInt(90) + ".0"));
        Affected affected = new Affected(ECOSYSTEMS.get(kind), name, "", List.of(), List.of(new Range("ECOSYSTEM", events)));
        return new OsvRecord("X-" + i, "", null, List.of(), List.of(affected));
    }

    private static String version(Random random) {
        return random.nextInt(10) + "." + random.nextInt(100) + "." + random.nextInt(50);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
