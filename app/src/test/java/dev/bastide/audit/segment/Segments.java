package dev.bastide.audit.segment;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.log.Salts;
import dev.bastide.audit.log.SampleRecords;
import dev.bastide.audit.log.TreeHash;
import dev.bastide.authority.AccessMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Records and segments for tests. */
final class Segments {
    static final SegmentKey KEY = key(7);
    static final SecureRandom RANDOM = new SecureRandom();

    private Segments() {}

    static SegmentKey key(int n) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) n);
        return new SegmentKey(new UUID(4_711, n), secret);
    }

    /** Records as they are, with the contents that break things among the first. */
    static List<LogEntry> entries(int count) {
        SampleRecords records = new SampleRecords(count, 7);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LogEntry entry = records.next();
            entries.add(
                    switch (i) {
                        case 3 -> entry.withContent(new byte[] {0, (byte) 0xff, 27});
                        case 5 ->
                            entry.withContent(
                                    "\u202e \u0000 重启 \"x\" \\ \ud83d\ude00".getBytes(StandardCharsets.UTF_8));
                        case 7 -> entry.withContent(new byte[65_536]);
                        case 9 -> entry.withContent(new byte[0]);
                        case 11 -> entry.withContent("\t \n".getBytes(StandardCharsets.UTF_8));
                        default -> entry;
                    });
        }
        return entries;
    }

    /** Records in which everything that can differ does: absent fields, odd texts and times, few or many values. */
    static List<LogEntry> oddEntries(int count, SplittableRandom random) {
        List<LogEntry> entries = new ArrayList<>();
        int users = 1 + random.nextInt(200);
        for (int i = 0; i < count; i++) {
            byte[] content = content(random);
            AuditRecord record = new AuditRecord(
                    any(Tag.values(), random),
                    time(random),
                    random.nextBoolean() ? "session.command" : "identity.sign_in",
                    "p-" + random.nextInt(users),
                    random.nextInt(5) == 0 ? "half \ud83d of a pair" : "Ünal Åsa " + random.nextInt(users),
                    "group",
                    random.nextBoolean() ? "10.0.0." + random.nextInt(250) : "2001:db8::" + random.nextInt(999),
                    any(AccessMethod.values(), random),
                    TextBytes.shown(content),
                    any(Result.values(), random),
                    random.nextInt(3) == 0 ? null : "s-" + random.nextLong(),
                    random.nextInt(3) == 0 ? (Long) random.nextLong() : null,
                    random.nextInt(4) == 0 ? (random.nextBoolean() ? null : "") : "host:web-" + random.nextInt(30),
                    random.nextInt(9) == 0 ? "OP-" + random.nextInt(9) : null);
            entries.add(new LogEntry(
                    record,
                    content,
                    new UUID(random.nextLong(), random.nextLong()),
                    "app",
                    random.nextBoolean() ? null : (Long) random.nextLong(1, Long.MAX_VALUE),
                    time(random)));
        }
        return entries;
    }

    private static <T> T any(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    private static Instant time(SplittableRandom random) {
        return switch (random.nextInt(60)) {
            case 0 -> Instant.MIN;
            case 1 -> Instant.MAX;
            case 2 -> Instant.EPOCH.minusNanos(1);
            default -> Instant.ofEpochSecond(1_790_000_000L + random.nextInt(100_000), random.nextInt(1_000_000_000));
        };
    }

    private static byte[] content(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        String[] words = {
            "nginx", "Restart", "x_y", "重启网关", "ΣΑΣ", "straße", "İ", "a", "9-9", "\u202e", "\u0000", "\ud800"
        };
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
        }
        byte[] bytes = text.append(random.nextInt(40)).toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) 0xc3;
        }
        return random.nextInt(20) == 0 ? new byte[0] : bytes;
    }

    static SealedSegment seal(Disk disk, Path folder, long from, List<LogEntry> entries, SegmentKey key)
            throws IOException {
        SegmentRange range = new SegmentRange(from, from + entries.size());
        try (SegmentWriter writer = SegmentWriter.begin(disk, folder, range, key, RANDOM)) {
            for (LogEntry entry : entries) {
                writer.add(entry);
            }
            return writer.seal();
        }
    }

    static SealedSegment seal(Path folder, long from, List<LogEntry> entries) throws IOException {
        return seal(Disk.real(), folder, from, entries, KEY);
    }

    static SegmentReader read(Path folder, SegmentRange range) {
        return SegmentReader.in(Disk.real(), folder, range, KEY);
    }

    static byte[] leaf(LogEntry entry, long index) {
        return Leaf.of(entry, new Salts(secretOf()).of(index)).bytes();
    }

    static byte[] leafHash(LogEntry entry, long index) {
        return new TreeHash().leaf(leaf(entry, index));
    }

    private static byte[] secretOf() {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        return secret;
    }

    static SegmentIndex.SealedFile file(SealedSegment sealed) {
        return new SegmentIndex.SealedFile(sealed.range(), sealed.sha256(), KEY);
    }
}
