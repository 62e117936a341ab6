package dev.bastide.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the sidecar, without it and with a broken one, a search finds the same, and all of it. */
class SegmentSearchTest {
    @TempDir
    Path folder;

    private final List<LogEntry> log = new ArrayList<>();
    private final List<SegmentSearch.Place> places = new ArrayList<>();

    private void seal(List<LogEntry> entries) throws IOException {
        SealedSegment sealed = Segments.seal(folder, log.size(), entries);
        log.addAll(entries);
        places.addFirst(new SegmentSearch.Place(
                sealed.range(), sealed.sha256(), sealed.earliest(), sealed.latest(), () -> Optional.of(Segments.KEY)));
    }

    private record Found(List<Long> indexes, SegmentSearch.Outcome outcome) {}

    private Found search(SegmentQuery query, long below, SearchBudget budget) {
        List<Long> found = new ArrayList<>();
        SegmentSearch search = new SegmentSearch(Disk.real(), folder, budget, (index, entry) -> {
            assertThat(Segments.leaf(entry, index)).isEqualTo(Segments.leaf(log.get((int) index), index));
            found.add(index);
        });
        return new Found(found, search.run(places, query, below));
    }

    private List<Long> search(SegmentQuery query) {
        Found found = search(query, Long.MAX_VALUE, SearchBudget.endless());
        assertThat(found.outcome().unreadable()).isEmpty();
        assertThat(found.outcome().next()).isEmpty();
        return found.indexes();
    }

    /** The same question, answered from the records as they were given. */
    private List<Long> expected(SegmentQuery query) {
        List<Long> expected = new ArrayList<>();
        for (int i = log.size() - 1; i >= 0; i--) {
            if (matches(query, log.get(i))) {
                expected.add((long) i);
            }
        }
        return expected;
    }

    private static boolean matches(SegmentQuery query, LogEntry entry) {
        Instant time = Micros.instant(
                Micros.of(entry.record().time()), Micros.rest(entry.record().time()));
        for (Map.Entry<Column, Predicate<String>> text : query.texts().entrySet()) {
            var record = entry.record();
            String value = switch (text.getKey()) {
                case USER_ID -> record.userId();
                case IP_ADDRESS -> record.ipAddress();
                case OPERATION -> record.operation();
                case TAG -> record.tag().name();
                case RESULT -> record.result().name();
                case OBJECT_ID -> record.objectId();
                case CHANGE_ID -> record.changeId();
                default -> throw new AssertionError(text.getKey());
            };
            if (value == null || value.isEmpty() || !text.getValue().test(value)) {
                return false;
            }
        }
        Instant from = query.from();
        Instant until = query.until();
        byte[] content = entry.content();
        return (from == null || !time.isBefore(from))
                && (until == null || time.isBefore(until))
                && query.needles().stream().allMatch(needle -> needle.isIn(content, 0, content.length));
    }

    private static SegmentQuery randomQuery(SplittableRandom random) {
        Map<Column, Predicate<String>> texts = new EnumMap<>(Column.class);
        if (random.nextInt(3) == 0) {
            texts.put(Column.USER_ID, ("p-" + random.nextInt(210))::equals);
        }
        if (random.nextInt(4) == 0) {
            String address = "10.0.0." + random.nextInt(255);
            texts.put(Column.IP_ADDRESS, address::equals);
        }
        if (random.nextInt(4) == 0) {
            texts.put(Column.OPERATION, text -> text.startsWith("session."));
        }
        if (random.nextInt(4) == 0) {
            texts.put(Column.RESULT, "DONE"::equals);
        }
        if (random.nextInt(4) == 0) {
            String host = ":web-" + random.nextInt(31);
            texts.put(Column.OBJECT_ID, text -> text.endsWith(host));
        }
        if (random.nextInt(6) == 0) {
            texts.put(Column.CHANGE_ID, "op-3"::equalsIgnoreCase);
        }
        String[] words = {
            "NGINX", "restart", "X", "y", "关", "网关", "σας", "STRASSE", "i", "9", "9-9", "nginx rest", "17", "zzz"
        };
        List<Needle> needles = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String word = words[random.nextInt(words.length)];
            needles.add(random.nextBoolean() ? Needle.words(word) : Needle.part(word));
        }
        Instant from = random.nextInt(3) == 0 ? Instant.ofEpochSecond(1_790_000_000L + random.nextInt(100_000)) : null;
        Instant until = random.nextInt(3) == 0 ? Instant.ofEpochSecond(1_790_000_000L + random.nextInt(100_000)) : null;
        return new SegmentQuery(from, until, texts, needles);
    }

    private void manyQuestions(int logs, int records, int questions) throws IOException {
        for (int seed = 0; seed < logs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            log.clear();
            places.clear();
            for (int segment = 0; segment < 3; segment++) {
                seal(Segments.oddEntries(1 + random.nextInt(records), random));
            }
            List<SegmentQuery> asked = new ArrayList<>(List.of(SegmentQuery.all()));
            for (int i = 0; i < questions; i++) {
                asked.add(randomQuery(random));
            }
            List<List<Long>> indexed = asked.stream().map(this::search).toList();
            for (SegmentSearch.Place place : places) {
                Files.delete(folder.resolve(place.range().indexName()));
            }
            for (int i = 0; i < asked.size(); i++) {
                assertThat(indexed.get(i)).as("log %s, question %s", seed, i).isEqualTo(expected(asked.get(i)));
                assertThat(search(asked.get(i)))
                        .as("by scan: log %s, question %s", seed, i)
                        .isEqualTo(indexed.get(i));
            }
        }
    }

    @Test
    void theIndexFindsWhatAScanFinds() throws IOException {
        manyQuestions(3, 900, 40);
        manyQuestions(1, 12_000, 12);
    }

    @Tag("long")
    @Test
    void theIndexFindsWhatAScanFindsManyTimes() throws IOException {
        manyQuestions(60, 2_000, 100);
        manyQuestions(3, 60_000, 60);
    }

    @Test
    void aSearchStopsAndGoesOnWhereItStopped() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 4; i++) {
            seal(Segments.oddEntries(300 + i, random));
        }
        SegmentQuery query = new SegmentQuery(null, null, Map.of(Column.RESULT, "DONE"::equals), List.of());
        List<Long> all = new ArrayList<>();
        long below = Long.MAX_VALUE;
        int runs = 0;
        while (true) {
            Found part = search(query, below, SearchBudget.of(10, 50, Duration.ofHours(1), System::nanoTime));
            all.addAll(part.indexes());
            assertThat(part.indexes().size()).isLessThanOrEqualTo(10);
            runs++;
            OptionalLong next = part.outcome().next();
            if (next.isEmpty()) {
                break;
            }
            below = next.getAsLong();
        }

        assertThat(all).isEqualTo(expected(query));
        assertThat(runs).isGreaterThan(10);
    }

    @Test
    void aBrokenSidecarChangesNoAnswer() throws IOException {
        seal(Segments.oddEntries(700, new SplittableRandom(9)));
        Path index = folder.resolve(places.getFirst().range().indexName());
        byte[] whole = Files.readAllBytes(index);
        SegmentQuery query = new SegmentQuery(
                Instant.ofEpochSecond(1_790_010_000L),
                null,
                Map.of(Column.USER_ID, text -> text.endsWith("7"), Column.RESULT, "DONE"::equals),
                List.of(Needle.words("restart")));
        List<Long> expected = expected(query);
        SplittableRandom random = new SplittableRandom(2);
        int noticed = 0;
        for (int i = 0; i < 250; i++) {
            byte[] broken = whole.clone();
            if (i % 5 == 0) {
                broken = java.util.Arrays.copyOf(broken, random.nextInt(broken.length));
            } else {
                int at = i < 60 ? i : random.nextInt(broken.length);
                broken[at] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(index, broken);
            Found found = search(query, Long.MAX_VALUE, SearchBudget.endless());
            assertThat(found.indexes()).isEqualTo(expected);
            noticed += found.outcome().unindexed().size();
        }
        assertThat(noticed).isGreaterThan(100);
    }

    @Test
    void aLostSidecarIsRebuilt() throws IOException {
        seal(Segments.oddEntries(9_000, new SplittableRandom(9)));
        SegmentSearch.Place place = places.getFirst();
        Path index = folder.resolve(place.range().indexName());
        byte[] before = Files.readAllBytes(index);
        Files.delete(index);

        SegmentIndex.rebuild(
                        Disk.real(),
                        folder,
                        new SegmentIndex.SealedFile(place.range(), place.sha256(), Segments.KEY),
                        Segments.RANDOM)
                .close();

        assertThat(Files.size(index)).isEqualTo(before.length);
        Found found = search(randomQuery(new SplittableRandom(1)), Long.MAX_VALUE, SearchBudget.endless());
        assertThat(found.outcome().unindexed()).isEmpty();
    }

    @Test
    void erasedAndUnreadableSegmentsAreTold() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 3; i++) {
            seal(Segments.oddEntries(50, random));
        }
        SegmentSearch.Place erased = places.get(1);
        places.set(
                1,
                new SegmentSearch.Place(
                        erased.range(), erased.sha256(), erased.earliest(), erased.latest(), Optional::empty));
        Files.delete(folder.resolve(places.get(2).range().fileName()));

        Found found = search(SegmentQuery.all(), Long.MAX_VALUE, SearchBudget.endless());

        assertThat(found.indexes()).hasSize(50);
        assertThat(found.outcome().erased()).containsExactly(erased.range());
        assertThat(found.outcome().unreadable()).containsExactly(places.get(2).range());
    }

    @Test
    void theFiltersOfThePageMeanTheSame() throws IOException {
        List<LogEntry> entries = Segments.oddEntries(2_000, new SplittableRandom(21));
        seal(entries);
        for (Map<String, String> filters : List.of(
                Map.of("user", "p-3", "result", "done"),
                Map.of("operation", "session", "object", "web-4"),
                Map.of("name", "ÜNAL", "method", "ssh"),
                Map.of("change", "op-2", "tag", "host"),
                Map.of("content", "NGINX", "address", "10.0.0.9"),
                Map.of("group", "group", "session", "s-0", "until", "2026-09-22T00:00:00Z"))) {
            AuditQuery query = AuditQuery.of(filters);
            List<Long> expected = new ArrayList<>();
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (query.matches(entries.get(i).record())) {
                    expected.add((long) i);
                }
            }
            assertThat(search(SegmentQuery.of(query))).as("%s", filters).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsNoNeedle() {
        assertThatThrownBy(() -> Needle.part(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
