package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.LogPlaces;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is drawn follows from what was published and from nothing else; the vector stands in the documentation. */
class SampleTest {
    private static final String SECRET = "00".repeat(32);

    @Test
    void theSizeFollowsFromTheRule() {
        assertThat(Sample.size(1_000_000, 95, 5)).isEqualTo(59);
        assertThat(Sample.size(1_000_000, 99, 5)).isEqualTo(90);
        assertThat(Sample.size(1_000_000, 95, 1)).isEqualTo(299);
        assertThat(Sample.size(1_000_000, 99, 1)).isEqualTo(459);
        assertThat(Sample.size(40, 95, 5)).isEqualTo(40);
        assertThat(Sample.size(0, 95, 5)).isZero();
    }

    @Test
    void theVectorOfTheDocumentationHolds() {
        byte[] seed = Sample.seed(SECRET, "audit.example/log", 1_000, "AAAA");

        assertThat(Sample.commitment(SECRET))
                .isEqualTo("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
        assertThat(HexFormat.of().formatHex(seed))
                .isEqualTo("7d4973134ab1162c11d561fd339b69b6e02c7794c3ff7a6aca51415f6d0b0fae");
        assertThat(Sample.draw(seed, 1_000, 5)).containsExactly(229L, 415L, 465L, 114L, 588L);
    }

    @Test
    void foreignRecordsTakeNoPlaceFromOurs() {
        byte[] seed = Sample.seed(SECRET, "audit.example/log", 1_000, "AAAA");

        // The documentation has this vector too: whatever does not end in 5 is foreign.
        assertThat(Sieve.sift(new Sample.Positions(seed, 1_000), 1_000, 3, position -> position % 10 != 5))
                .containsExactly(229L, 415L, 465L, 114L, 588L, 555L);
        List<Long> flooded = Sieve.sift(new Sample.Positions(seed, 1_000), 1_000, 59, position -> position >= 80);
        assertThat(flooded).hasSize(118);
        assertThat(flooded.stream().filter(position -> position < 80)).hasSize(59);
    }

    @Test
    void asMuchIsLookedAtAsIsAllowedAndNoMore() {
        Sample.Positions all = new Sample.Positions(new byte[32], 100);
        assertThat(Sieve.sift(all, 100, 59, position -> position != 7))
                .hasSize(60)
                .contains(7L);
        assertThatThrownBy(all::next).isInstanceOf(IllegalStateException.class);
        int[] looked = {0};
        assertThat(Sieve.sift(
                        new Sample.Positions(new byte[32], 1L << 40),
                        Sieve.bound(1L << 40, Campaign.Draw.APART_FURTHER),
                        59,
                        position -> ++looked[0] > 0))
                .hasSize(59);
        assertThat(looked[0]).isEqualTo(Sieve.LOOKED_MAX);
        assertThat(Sieve.bound(1L << 40, Campaign.Draw.APART))
                .as("what was drawn before is drawn anew as it was")
                .isEqualTo(10_000);
    }

    @Test
    void positionsAreDistinctAndWithinThePopulation() {
        for (long population : new long[] {60, 61, 64, 1_000, Long.MAX_VALUE}) {
            List<Long> drawn = Sample.draw(Sample.sha256(new byte[] {(byte) population}), population, 59);
            assertThat(new HashSet<>(drawn)).hasSize(59);
            assertThat(drawn).allMatch(position -> position >= 0 && position < population);
        }
        assertThat(Sample.draw(new byte[32], 3, 59)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void everyPositionIsAsLikely() {
        int[] counts = new int[100];
        for (int i = 0; i < 2_000; i++) {
            Sample.draw(Sample.sha256(new byte[] {(byte) i, (byte) (i >> 8)}), 100, 10)
                    .forEach(position -> counts[position.intValue()]++);
        }
        assertThat(java.util.Arrays.stream(counts).boxed().toList()).allMatch(count -> count > 130 && count < 280);
    }

    @Test
    void spansAreCountedThrough() {
        List<LogSpan> spans = List.of(new LogSpan(1, 5, 8), new LogSpan(2, 0, 4));

        assertThat(LogSpan.place(spans, 0)).isEqualTo(new LogSpan.Place(1, 5));
        assertThat(LogSpan.place(spans, 3)).isEqualTo(new LogSpan.Place(2, 0));
        assertThat(Coverage.missing(new LogPlaces.Reach(1, 20), spans))
                .containsExactly(new LogSpan(1, 0, 5), new LogSpan(1, 8, 20));
        assertThat(Coverage.missing(new LogPlaces.Reach(3, 0), spans)).isEmpty();
    }

    @Test
    void periodsEndWithTheMonthOrTheQuarterAndNeverLater() {
        assertThat(ReviewWatch.until(Instant.parse("2026-11-22T10:00:00Z"), 1)).isEqualTo("2026-12-01T00:00:00Z");
        assertThat(ReviewWatch.until(Instant.parse("2026-11-22T10:00:00Z"), 3)).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(ReviewWatch.until(Instant.parse("2027-01-01T00:00:00Z"), 3)).isEqualTo("2027-04-01T00:00:00Z");
    }
}
