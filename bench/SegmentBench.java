package dev.bastide.audit.segment;

import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.log.SampleRecords;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.postgresql.copy.CopyIn;

/**
 * Sealed segments against PostgreSQL's COPY into a table with three btrees: the same records, one run, processor time on either
 * side. Records are made between the measurements.
 */
final class SegmentBench {
    private static final int CHUNK = 1 << 14;
    private static final int ROUNDS = 5;
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
    private static final List<Column> SCANNED = List.of(Column.USER_ID, Column.IP_ADDRESS);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final int count;
    private final int segments;
    private final int rows;
    private final SegmentKey key;

    private SegmentBench(Path folder, int count, int segments, int rows) {
        this.folder = folder;
        this.count = count;
        this.segments = segments;
        this.rows = rows;
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        this.key = new SegmentKey(UUID.randomUUID(), secret);
    }

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 262_144;
        int segments = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        int rows = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1 << 16;
        SegmentBench bench = new SegmentBench(Path.of(arguments[0]), count, segments, rows);
        System.out.printf("%,d records, heap limit %,d MB%n", count, Runtime.getRuntime().maxMemory() >> 20);
        for (int round = 0; round < 3; round++) {
            bench.seal(Math.min(count, 131_072), "warm-" + round);
        }
        Sealed sealed = bench.seal(count, "seal");
        bench.anchor(sealed);
        bench.encryption(sealed);
        bench.scans(sealed.segment());
        bench.queries();
    }

    /** Microseconds of this thread, and of the collection of its garbage, which runs on one thread too. */
    private static double cpu() {
        long collecting = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e3 + collecting * 1e3;
    }

    /** Microseconds a record: to add it, to index it, and for all that sealing does at the end, the index again included. */
    private record Sealed(SealedSegment segment, double add, double index, double rest, double bytes, Path folder) {}

    private Sealed seal(int records, String name) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        SampleRecords made = new SampleRecords(records, 1);
        SegmentRange range = new SegmentRange(0, records);
        double add = 0;
        double indexing = 0;
        int row = 0;
        SegmentIndex.Builder index = new SegmentIndex.Builder(range);
        try (SegmentWriter writer = SegmentWriter.begin(Disk.real(), place, range, key, RANDOM)) {
            List<LogEntry> chunk = new ArrayList<>();
            for (int done = 0; done < records; done += chunk.size()) {
                chunk.clear();
                for (int i = Math.min(CHUNK, records - done); i > 0; i--) {
                    chunk.add(made.next());
                }
                double began = cpu();
                for (LogEntry entry : chunk) {
                    writer.add(entry);
                }
                add += cpu() - began;
                began = cpu();
                for (LogEntry entry : chunk) {
                    index.add(row++, entry);
                }
                indexing += cpu() - began;
            }
            double began = cpu();
            index.build(new byte[32]).write(Disk.real(), place, key, RANDOM);
            indexing += cpu() - began;
            began = cpu();
            SealedSegment sealed = writer.seal();
            double rest = cpu() - began;
            double bytes = sealed.bytes() + Files.size(place.resolve(range.indexName()));
            return new Sealed(sealed, add / records, indexing / records, rest / records, (double) bytes / records, place);
        }
    }

    private void anchor(Sealed ours) throws Exception {
        // One hash of 32 bytes for each 256 records is kept of the tree, and 1/255 more for the levels above.
        double proofs = 32.0 / 255;
        System.out.printf(Locale.ROOT, "seal: leaf, hash, encode, pack, encrypt %.2f µs; index %.2f µs; read all again and compare %.2f µs%n",
                ours.add(), ours.index(), ours.rest() - ours.index());
        System.out.printf(Locale.ROOT, "bytes a record: segment %.1f, sidecar %.1f, proofs %.2f%n",
                ours.segment().bytes() / (double) count,
                ours.bytes() - ours.segment().bytes() / (double) count, proofs);
        try (SegmentAnchor anchor = new SegmentAnchor(folder)) {
            for (boolean whole : new boolean[] {false, true}) {
                anchor.table(whole);
                double began = anchor.cpuSeconds();
                CopyIn copy = anchor.copy();
                SampleRecords made = new SampleRecords(count, 1);
                long content = 0;
                for (int i = 0; i < count; i++) {
                    byte[] line = SegmentAnchor.line(made.next(), whole);
                    content += line.length;
                    copy.writeToCopy(line, 0, line.length);
                }
                copy.endCopy();
                anchor.sql("checkpoint");
                double micros = (anchor.cpuSeconds() - began) * 1e6 / count;
                double bytes = anchor.number("select pg_total_relation_size('record')") / (double) count;
                System.out.printf(Locale.ROOT, "PostgreSQL COPY, %s, 3 btrees: %.2f µs, %.0f bytes a record (%.0f of text)%n",
                        whole ? "all fields" : "ten fields", micros, bytes, content / (double) count);
                System.out.printf(Locale.ROOT, "  seal %.2fx (aim 0.7), %.2fx with the re-reading; bytes 1/%.1f (aim 1/6)%n",
                        (ours.add() + ours.index()) / micros, (ours.add() + ours.rest()) / micros, bytes / (ours.bytes() + proofs));
            }
        }
    }

    /** What the cipher adds: every module of the file sealed and opened once more, alone, against the work it is part of. */
    private void encryption(Sealed sealed) throws IOException {
        SegmentRange range = sealed.segment().range();
        List<Integer> scanned = new ArrayList<>();
        for (Column column : List.of(Column.USER_ID, Column.IP_ADDRESS, Column.CONTENT)) {
            scanned.addAll(sizes(sealed.folder(), range, column));
        }
        List<Integer> all = new ArrayList<>();
        for (Column column : Column.values()) {
            all.addAll(sizes(sealed.folder(), range, column));
        }
        double[] scans = new double[ROUNDS];
        double[] seals = new double[ROUNDS];
        double[] opens = new double[ROUNDS];
        double[] opensOfScan = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            try (SegmentReader reader = reader(sealed.segment())) {
                double began = cpu();
                for (Column column : SCANNED) {
                    reader.count(column, text -> false);
                }
                scanContent(reader, Needle.part("nothing has this"));
                scans[round] = cpu() - began;
            }
            opensOfScan[round] = cipher(scanned, false);
            opens[round] = cipher(all, false);
            seals[round] = cipher(all, true);
        }
        double whole = (sealed.add() + sealed.rest()) * count;
        double ofSeal = median(seals) + median(opens);
        System.out.printf(
                Locale.ROOT,
                "encryption: %.3f µs to seal, %.3f µs to open a record; sealing %.2fx, scanning %.2fx of the same without (aim 1.3)%n",
                median(seals) / count,
                median(opens) / count,
                whole / (whole - ofSeal),
                median(scans) / (median(scans) - median(opensOfScan)));
    }

    /** Seconds·10^6 to seal or open modules of these sizes. */
    private static double cipher(List<Integer> sizes, boolean sealing) {
        Modules modules = new Modules(new byte[32], new byte[8], RANDOM);
        Modules.Place place = Modules.Place.inPage(Modules.DATA_PAGE, 0, Column.TAG, 0);
        List<byte[]> plain = sizes.stream().map(byte[]::new).toList();
        List<byte[]> sealed =
                plain.stream().map(bytes -> modules.seal(bytes, bytes.length, place)).toList();
        double began = cpu();
        for (int i = 0; i < sizes.size(); i++) {
            if (sealing) {
                modules.seal(plain.get(i), plain.get(i).length, place);
            } else {
                modules.open(sealed.get(i), 0, sealed.get(i).length, place);
            }
        }
        return cpu() - began;
    }

    /** How long the modules of a column are; each read is a page, its header and its body. */
    private List<Integer> sizes(Path place, SegmentRange range, Column column) {
        List<Integer> reads = new ArrayList<>();
        Predicate<String> none = text -> false;
        try (SegmentReader reader = SegmentReader.in(new NotingDisk(reads), place, range, key)) {
            reads.clear();
            ColumnCursor cursor = reader.cursor(column);
            for (int row = 0; row < range.size(); row++) {
                switch (column.form()) {
                    case TEXT -> cursor.test(row, none);
                    case BYTES -> cursor.look(row, (bytes, from, to) -> false);
                    case UUID -> cursor.id(row);
                    case MICROS, LONG, INT -> cursor.number(row);
                }
            }
        }
        List<Integer> modules = new ArrayList<>();
        for (int size : reads) {
            modules.add(30);
            modules.add(Math.max(1, size - 62 - Modules.EXTRA));
        }
        return modules;
    }

    /** The real disk, noting the length of each read. */
    private record NotingDisk(List<Integer> reads) implements Disk {
        @Override
        public Opened open(Path file) throws IOException {
            Opened opened = Disk.real().open(file);
            return new Opened() {
                @Override
                public long size() throws IOException {
                    return opened.size();
                }

                @Override
                public void read(long position, byte[] into) throws IOException {
                    reads.add(into.length);
                    opened.read(position, into);
                }

                @Override
                public void close() throws IOException {
                    opened.close();
                }
            };
        }

        @Override
        public Draft create(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rename(Path from, Path to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forceFolder(Path place) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Path> list(Path place) {
            throw new UnsupportedOperationException();
        }
    }

    private SegmentReader reader(SealedSegment segment) {
        return SegmentReader.in(Disk.real(), folder.resolve("seal"), segment.range(), key);
    }

    private void scans(SealedSegment segment) {
        double[] user = new double[ROUNDS];
        double[] address = new double[ROUNDS];
        double[] content = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            try (SegmentReader reader = reader(segment)) {
                double began = cpu();
                reader.count(Column.USER_ID, "p-00000000"::equals);
                user[round] = cpu() - began;
                began = cpu();
                reader.count(Column.IP_ADDRESS, "10.0.0.1"::equals);
                address[round] = cpu() - began;
                began = cpu();
                scanContent(reader, Needle.part("zzzq"));
                content[round] = cpu() - began;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "one-column scan, one core: user %.1f, address %.1f M records/s (aim 10); content for a text %.1f M records/s%n",
                count / median(user),
                count / median(address),
                count / median(content));
    }

    private void scanContent(SegmentReader reader, Needle needle) {
        ColumnCursor cursor = reader.cursor(Column.CONTENT);
        for (int row = 0; row < count; row++) {
            cursor.look(row, needle::isIn);
        }
    }

    /** Users, addresses, times and words over many segments, none of them opened before. */
    private void queries() throws IOException {
        Path place = Files.createDirectory(folder.resolve("many"));
        List<SegmentSearch.Place> places = new ArrayList<>();
        SampleRecords made = new SampleRecords((long) segments * rows, 2);
        List<LogEntry> some = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            SegmentRange range = new SegmentRange((long) i * rows, (long) (i + 1) * rows);
            try (SegmentWriter writer = SegmentWriter.begin(Disk.real(), place, range, key, RANDOM)) {
                for (int row = 0; row < rows; row++) {
                    LogEntry entry = made.next();
                    if (row % 4_099 == 0) {
                        some.add(entry);
                    }
                    writer.add(entry);
                }
                SealedSegment sealed = writer.seal();
                places.addFirst(new SegmentSearch.Place(
                        range, sealed.sha256(), sealed.earliest(), sealed.latest(), () -> Optional.of(key)));
            }
        }
        boolean cold = forget();
        System.out.printf(
                Locale.ROOT,
                "%d segments of %,d, %.1f bytes a record, wall, newest 200, %s:%n",
                segments,
                rows,
                bytes(place) / ((double) segments * rows),
                cold ? "nothing of them in the memory of the system" : "sidecar and file opened anew");
        SplittableRandom random = new SplittableRandom(5);
        for (String kind : List.of("user", "address", "hour", "word", "user and word")) {
            double[] millis = new double[60];
            long found = 0;
            for (int i = 0; i < millis.length; i++) {
                LogEntry entry = some.get(random.nextInt(some.size()));
                SegmentQuery query = query(kind, entry);
                forget();
                long began = System.nanoTime();
                SearchBudget budget = (hits, lookedAt) -> hits >= 200;
                found += new SegmentSearch(Disk.real(), place, budget, (index, hit) -> {})
                        .run(places, query, Long.MAX_VALUE)
                        .found();
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf(
                    Locale.ROOT,
                    "  %-14s p50 %7.1f ms   p95 %7.1f ms   %d found on average%n",
                    kind,
                    millis[millis.length / 2],
                    millis[millis.length * 95 / 100],
                    found / millis.length);
        }
    }

    /** Lets the system forget what it read of files; false where this process may not. */
    private static boolean forget() {
        if (!Files.isWritable(DROP_CACHES)) {
            return false;
        }
        try {
            Files.writeString(DROP_CACHES, "1");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long bytes(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static SegmentQuery query(String kind, LogEntry entry) {
        String user = entry.record().userId();
        String address = entry.record().ipAddress();
        Instant from = entry.record().time();
        String content = entry.record().content();
        Needle word = Needle.words(content.substring(content.lastIndexOf('#') + 1));
        return switch (kind) {
            case "user" -> new SegmentQuery(null, null, Map.of(Column.USER_ID, user::equals), List.of());
            case "address" -> new SegmentQuery(null, null, Map.of(Column.IP_ADDRESS, address::equals), List.of());
            case "hour" -> new SegmentQuery(from, from.plusSeconds(3_600), Map.of(), List.of());
            case "word" -> new SegmentQuery(null, null, Map.of(), List.of(word));
            default -> new SegmentQuery(null, null, Map.of(Column.USER_ID, user::equals), List.of(Needle.part("fofu")));
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
