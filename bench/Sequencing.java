package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.KeyUse;
import dev.bastide.audit.AuditLogs;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.segment.Disk;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.ground.postgres.Passwords;
import dev.bastide.ground.postgres.PostgresProgram;
import dev.bastide.ground.postgres.PostgresServer;
import dev.bastide.ground.postgres.PostgresSettings;
import dev.bastide.vault.KeyProvider;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the log costs: appending with and without it, putting records into it, proving them, reading it back. On a durable
 * PostgreSQL of its own; one run, rounds take turns.
 */
final class Sequencing {
    private static final int ROUNDS = 12;
    private static final int APPENDS = 400;

    private final SingleConnectionDataSource one;
    private final JdbcClient owner;
    private final Clock clock = Clock.systemUTC();
    private final RecordCipher cipher;
    private final AuditLog audit;
    private final Sequencer sequencer;
    private final LogReader reader;

    private Sequencing(PGSimpleDataSource app, PGSimpleDataSource owns, Path home) throws SQLException {
        this.one = new SingleConnectionDataSource(app.getConnection(), true);
        this.owner = JdbcClient.create(owns);
        Vault vault = new Vault(new FixedKey(), new SecureRandom());
        this.cipher =
                new RecordCipher(JdbcClient.create(app), vault, clock, new DataSourceTransactionManager(app));
        this.audit = AuditLogs.of(one, cipher, home);
        LeafMaker leaves = new LeafMaker(cipher);
        LogKeys keys = new LogKeys(vault, new SecureRandom(), clock, new KeyUse(audit, clock));
        LogHome segments = new LogHome(home, Disk.real(), LogHome.SEGMENT_RECORDS);
        this.sequencer = new Sequencer(app, cipher, leaves, keys, clock, segments);
        JdbcClient jdbc = JdbcClient.create(app);
        this.reader = new LogReader(
                jdbc,
                sequencer,
                new SealedRecords(jdbc, keys, segments),
                new LogRetention(jdbc, segments, keys, clock, 400),
                keys,
                clock);
    }

    private static final class FixedKey implements KeyProvider {
        @Override
        public Optional<byte[]> masterKey() {
            return Optional.of(new byte[32]);
        }

        @Override
        public boolean liesBesideData() {
            return false;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int records = Integer.parseInt(arguments[1]);
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
            new Sequencing(
                            source(server.url("bench"), "bastide_app", passwords.app()),
                            source(server.url("bench"), "bastide", passwords.owner()),
                            folder.resolve("home"))
                    .run(records);
        }
    }

    private static PGSimpleDataSource source(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private void run(int records) throws Exception {
        appends();
        carry(records);
        proofs();
        back();
    }

    /** Three ways in turn, each round beginning with another one. */
    private void appends() throws InterruptedException {
        double[][] took = new double[3][ROUNDS];
        append();
        for (int round = 0; round < ROUNDS; round++) {
            for (int turn = 0; turn < took.length; turn++) {
                int way = (round + turn) % took.length;
                owner.sql(way == 0
                                ? "drop index if exists audit.inbox_by_transaction"
                                : "create index if not exists inbox_by_transaction on audit.inbox (xid)")
                        .update();
                took[way][round] = way == 2 ? appendBesideSequencer() : append();
            }
        }
        owner.sql("create index if not exists inbox_by_transaction on audit.inbox (xid)").update();
        double before = median(took[0]);
        say("append, one after the other (median of %d): without index %.0f us, with it %.0f us (%.2fx), and a sequencer %.0f us (%.2fx)",
                ROUNDS, before, median(took[1]), median(took[1]) / before, median(took[2]), median(took[2]) / before);
    }

    private double appendBesideSequencer() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread beat = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                sequencer.pass();
                java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        });
        double took = append();
        over.set(true);
        beat.join();
        return took;
    }

    /** Microseconds for one. */
    private double append() {
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(one));
        long from = System.nanoTime();
        for (int i = 0; i < APPENDS; i++) {
            transaction.executeWithoutResult(status -> audit.append(entry()));
        }
        return (System.nanoTime() - from) / 1000.0 / APPENDS;
    }

    private void carry(int records) throws SQLException, IOException {
        fill(20_000);
        sequencer.pass();
        fill(records);
        long size = reader.head().orElseThrow().size();
        long backend = backendTicks();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long from = System.nanoTime();
        sequencer.pass();
        double wall = (System.nanoTime() - from) / 1000.0;
        double mine = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1000.0;
        double theirs = (backendTicks() - backend) * 10_000.0;
        long placed = reader.head().orElseThrow().size() - size;
        say("into the log: %d records, %.1f us wall, CPU %.1f us here and %.1f us in PostgreSQL for each",
                placed, wall / placed, mine / placed, theirs / placed);
        int idle = 2_000;
        cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        backend = backendTicks();
        for (int i = 0; i < idle; i++) {
            sequencer.pass();
        }
        say("a look at an empty inbox: CPU %.0f us here and %.0f us in PostgreSQL",
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1000.0 / idle,
                (backendTicks() - backend) * 10_000.0 / idle);
        say("index rows: %.0f bytes a record, inbox %.0f",
                bytes("log_entry", "tree_node") / (double) (size + placed), bytes("inbox") / (double) (size + placed));
    }

    private void proofs() {
        UUID[] ids = owner.sql("select record_id from audit.inbox order by random() limit 500")
                .query(UUID.class)
                .list()
                .toArray(UUID[]::new);
        double[] took = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            long from = System.nanoTime();
            if (!reader.proof(ids[i]).orElseThrow().holds()) {
                throw new IllegalStateException("a proof does not hold");
            }
            took[i] = (System.nanoTime() - from) / 1e6;
        }
        Arrays.sort(took);
        say("a proof: p50 %.1f ms, p95 %.1f ms", took[took.length / 2], took[took.length * 95 / 100]);
    }

    private void back() {
        long size = reader.head().orElseThrow().size();
        long from = System.nanoTime();
        if (reader.check().isPresent()) {
            throw new IllegalStateException("the log does not agree");
        }
        say("the nightly comparison: %.0f records a second", size / ((System.nanoTime() - from) / 1e9));
        long[] bytes = {0};
        from = System.nanoTime();
        reader.export(
                java.time.Instant.EPOCH, clock.instant().plus(Duration.ofDays(1)), Optional.empty(),
                (path, file) -> bytes[0] += file.length);
        say("a bundle of everything: %.0f records a second, %.0f bytes a record",
                size / ((System.nanoTime() - from) / 1e9), bytes[0] / (double) size);
    }

    private void fill(int records) throws SQLException {
        try (Connection connection = one.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into audit.inbox (key_id, record_id, payload) values (?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < records; i++) {
                RecordCipher.Sealed sealed = cipher.seal(entry());
                insert.setObject(1, sealed.keyId());
                insert.setObject(2, sealed.recordId());
                insert.setBytes(3, sealed.payload());
                insert.addBatch();
                if (i % 1000 == 999) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private AuditRecord entry() {
        String content = "systemctl restart nginx on behalf of the change that was agreed for tonight ".repeat(3);
        Actor actor = new Actor(
                Actor.Kind.MACHINE, null, "machine:bench", "bench", "platform", "192.0.2.7", AccessMethod.SSH, "s-1");
        return AuditRecord.of(clock.instant(), actor, Tag.SESSION, "session.command", content, Result.DONE)
                .object("host", "web-01");
    }

    /** Ticks of 10 ms that the backend of the sequencer has used. */
    private long backendTicks() throws IOException {
        int pid = owner.sql("select pid from pg_locks where locktype = 'advisory' and granted limit 1")
                .query(Integer.class)
                .single();
        String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).split("\\) ", 2)[1].split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private long bytes(String... tables) {
        return Arrays.stream(tables)
                .mapToLong(table -> owner.sql("select pg_total_relation_size('audit." + table + "')")
                        .query(Long.class)
                        .single())
                .sum();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void say(String format, Object... args) {
        System.out.printf(Locale.ROOT, format + "%n", args);
    }
}
