package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.KeyUse;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.segment.Disk;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a search of the record reads, on a database of a test's own. */
public final class TestReaders {
    private TestReaders() {}

    /** What lies in the database. */
    public static LogTail tail(JdbcClient jdbc) {
        return new LogTail(jdbc);
    }

    /** What is sealed below this home folder. */
    public static SealedRecords sealed(JdbcClient jdbc, AuditLog audit, Path home, Clock clock) {
        LogKeys keys = new LogKeys(TestAudit.vault(), new SecureRandom(), clock, new KeyUse(audit, clock));
        return new SealedRecords(jdbc, keys, new LogHome(home, Disk.real(), LogHome.SEGMENT_RECORDS));
    }
}
