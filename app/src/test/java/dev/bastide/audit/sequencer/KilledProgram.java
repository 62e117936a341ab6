package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.KeyUse;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.segment.Disk;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Appends and sequences until it is killed. Each record that was acknowledged is a line of its output. */
final class KilledProgram {
    private KilledProgram() {}

    /** Its number, and how many records it appends in one transaction. */
    private record Round(String number, int together) {}

    /** {@code URL HOME ROUND RECORDS}; so many records a segment has; the password is in the environment. */
    public static void main(String[] arguments) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(arguments[0]);
        source.setUser("bastide_app");
        source.setPassword(Objects.requireNonNull(System.getenv("PGPASSWORD")));
        Path home = Path.of(arguments[1]);
        Clock clock = Clock.systemUTC();
        RecordCipher cipher = TestAudit.cipher(source, clock);
        LogHome logHome = new LogHome(home, Disk.real(), Integer.parseInt(arguments[3]));
        // Small segments are to be full soon, so that it is killed while they are sealed.
        int many = logHome.segmentRecords() < LogHome.SEGMENT_RECORDS ? 50 : 1;
        LogKeys keys = new LogKeys(
                TestAudit.vault(), new SecureRandom(), clock, new KeyUse(TestAudit.log(source, home, clock), clock));
        Sequencer sequencer = new Sequencer(source, cipher, new LeafMaker(cipher), keys, clock, logHome);
        Thread.ofPlatform().daemon().start(() -> append(source, home, clock, new Round(arguments[2], many)));
        while (true) {
            try {
                sequencer.pass();
            } catch (IllegalStateException e) {
                // The one killed before still holds the lock for a moment.
            }
            if (sequencer.state() instanceof Sequencer.State.Refuses refuses) {
                System.out.println("refused " + refuses.reason().key());
            }
        }
    }

    private static void append(PGSimpleDataSource source, Path home, Clock clock, Round round) {
        AuditLog audit = TestAudit.log(source, home, clock);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        for (int i = 0; ; i += round.together()) {
            List<String> words = new ArrayList<>();
            for (int n = i; n < i + round.together(); n++) {
                words.add("r" + round.number() + "n" + n);
            }
            transaction.executeWithoutResult(status -> words.forEach(word -> audit.append(TestAudit.record(word))));
            words.forEach(System.out::println);
        }
    }
}
