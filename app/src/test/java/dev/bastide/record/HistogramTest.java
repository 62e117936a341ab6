package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.RecordCounts;
import dev.bastide.audit.RecordCounts.Results;
import dev.bastide.page.ListQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bars are as long as the range asks for, lead to their own time, and say what was not looked through. */
class HistogramTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ListQuery QUERY = new ListQuery(
            "/record", Map.of("span", "day", "user", "carl"), "", false, 25, null, "", null, List.of(), List.of());

    @ParameterizedTest
    @CsvSource({"PT1H, 60", "PT6H, 900", "P1D, 3600", "P7D, 21600", "P30D, 86400", "P400D, 604800", "P4000D, 31449600"})
    void aBarIsAsLongAsTheRangeAsksFor(Duration range, long seconds) {
        Histogram chart = chart(range, range.compareTo(Duration.ofHours(6)) <= 0 ? 60 : 3_600, Optional.empty());

        assertThat(chart.stepSeconds()).isEqualTo(seconds);
        assertThat(chart.bars()).hasSizeBetween(1, 73);
        assertThat(chart.bars().stream().mapToLong(bar -> bar.results().all()).sum())
                .isEqualTo(7);
    }

    @Test
    void aBarLeadsToItsOwnTimeAndKeepsTheOtherFilters() {
        Histogram chart = chart(Duration.ofDays(1), 3_600, Optional.empty());

        assertThat(chart.bars().getFirst().address())
                .isEqualTo("/record?from=2026-11-21T12%3A00&until=2026-11-21T13%3A00&user=carl");
    }

    @Test
    void daysBeginAsTheReadersDo() {
        AuditQuery asked =
                AuditQuery.of(Map.of("from", NOW.minus(Duration.ofDays(30)).toString()));

        Histogram chart = Histogram.of(counts(3_600, Optional.empty()), asked, QUERY, ZoneId.of("Asia/Shanghai"), NOW);

        assertThat(chart.bars().getLast().from()).isEqualTo(Instant.parse("2026-11-21T16:00:00Z"));
    }

    @Test
    void weeksBeginOnMonday() {
        Histogram chart = chart(Duration.ofDays(400), 3_600, Optional.empty());

        assertThat(chart.bars().getLast().from()).isEqualTo(Instant.parse("2026-11-16T00:00:00Z"));
    }

    @Test
    void whatWasNotLookedThroughIsAGap() {
        Histogram chart = chart(Duration.ofDays(1), 3_600, Optional.of(NOW.minus(Duration.ofHours(6))));

        assertThat(chart.gap()).isEqualTo(0.75);
    }

    @Test
    void theRareIsSeenBesideTheFrequent() {
        Histogram chart = chart(Duration.ofDays(1), 3_600, Optional.empty());

        assertThat(chart.pieces(chart.bars().size() - 1))
                .extracting(Histogram.Piece::css)
                .containsExactly("done", "refused", "failed");
        assertThat(chart.pieces(chart.bars().size() - 1)).allSatisfy(piece -> {
            assertThat(piece.height()).isGreaterThan(2);
            assertThat(piece.y()).isNotNegative();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-12-31T23:00:00Z",
                "-999999999-01-01T00:00:00Z",
                "9999-12-31T23:00:00Z",
                "0001-01-01T00:00:00Z"
            })
    void anAbsurdTimeIsInTheBarAtItsEndAndSaid(String absurd) {
        Instant told = Instant.parse(absurd);
        TreeMap<Instant, Results> times = new TreeMap<>();
        times.put(NOW.minusSeconds(3_600), new Results(5, 1, 1, 0));
        times.put(told, new Results(2, 0, 0, 0));
        RecordCounts counts = new RecordCounts(9, 9, 0, times, 3_600, Map.of(), Optional.empty());

        Histogram chart = Histogram.of(counts, AuditQuery.of(Map.of()), QUERY, ZoneId.of("Asia/Shanghai"), NOW);

        assertThat(chart.bars()).hasSizeBetween(1, 200);
        assertThat(chart.outside()).isEqualTo(2);
        assertThat(chart.bars().stream().mapToLong(bar -> bar.results().all()).sum())
                .isEqualTo(9);
        Histogram.Bar end =
                told.isAfter(NOW) ? chart.bars().getLast() : chart.bars().getFirst();
        assertThat(end.results().done()).isEqualTo(2);
        assertThat(end.address()).doesNotContain(told.isAfter(NOW) ? "until=" : "from=");
    }

    @Test
    void anAbsurdRangeHasAFewBars() {
        for (String from :
                List.of("-999999999-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z", "9999-01-01T00:00:00Z")) {
            AuditQuery asked = AuditQuery.of(Map.of("from", from, "until", "+999999999-12-31T00:00:00Z"));
            assertThat(Histogram.of(counts(3_600, Optional.empty()), asked, QUERY, ZoneOffset.UTC, NOW)
                            .bars())
                    .hasSizeBetween(1, 200);
        }
    }

    @Test
    void nothingIsDrawnOfNothing() {
        assertThat(Histogram.of(RecordCounts.none(), AuditQuery.of(Map.of()), QUERY, ZoneOffset.UTC, NOW)
                        .isEmpty())
                .isTrue();
    }

    private static Histogram chart(Duration range, long step, Optional<Instant> reached) {
        AuditQuery asked = AuditQuery.of(Map.of("from", NOW.minus(range).toString()));
        return Histogram.of(counts(step, reached), asked, QUERY, ZoneOffset.UTC, NOW);
    }

    private static RecordCounts counts(long step, Optional<Instant> reached) {
        TreeMap<Instant, Results> times = new TreeMap<>();
        times.put(NOW.minusSeconds(step), new Results(5, 1, 1, 0));
        return new RecordCounts(7, 7, 0, times, step, Map.of(), reached);
    }
}
