package dev.bastide.intake.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.intake.Feeder;
import dev.bastide.intake.Intake;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.Tally;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens when more comes than can be written: datagrams are lost and told, streams wait. (A114) */
@BastideTest
@Import(Feeder.class)
class GathererTest {
    private static final byte[] MESSAGE =
            "<86>1 2026-11-22T18:00:00Z web-01 app - - - something happened".getBytes(StandardCharsets.UTF_8);
    private static final int COST = MESSAGE.length + 256;
    private static final AtomicInteger LAST = new AtomicInteger(1);

    @Autowired
    private Feeder feeder;

    @Autowired
    private Intake intake;

    @Autowired
    private Losses losses;

    @Autowired
    private TestClock clock;

    @Autowired
    private JdbcClient sql;

    private Source source() {
        return feeder.source(SourceKind.SYSLOG_UDP, "127.8.0." + LAST.incrementAndGet());
    }

    @Test
    void aFloodOfDatagramsIsCountedAlarmedAndDeclaredInTheLog() throws Exception {
        Source source = source();
        Gatherer gatherer = new Gatherer(intake, losses, clock, 20 * COST);
        for (int i = 0; i < 15; i++) {
            gatherer.offer(source, MESSAGE);
        }
        gatherer.beat();
        for (int i = 0; i < 3; i++) {
            gatherer.offer(source, MESSAGE);
        }
        gatherer.beat();

        Eventually.holds(
                "the losses are written",
                Duration.ofSeconds(20),
                () -> feeder.tally(source).lost() == 5);
        Tally tally = feeder.tally(source);
        assertThat(tally.recorded()).isEqualTo(13);
        assertThat(tally.next()).isEqualTo(19);
        assertThat(sql.sql("select count(*) from alarm.alarm where kind = 'intake.lost' and object = ?")
                        .param("source:" + source.name())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(2));
        Eventually.holds(
                "the log declares the gap",
                Duration.ofSeconds(20),
                () -> feeder.records("object", "source:intake:" + source.name()).stream()
                        .anyMatch(stored -> stored.entry().operation().equals("audit.gap")));
    }

    @Test
    void oneThatFloodsLeavesRoomToOthers() {
        Source loud = source();
        Source quiet = source();
        Gatherer gatherer = new Gatherer(intake, losses, clock, 20 * COST);

        for (int i = 0; i < 100; i++) {
            gatherer.offer(loud, MESSAGE);
        }
        gatherer.offer(quiet, MESSAGE);
        gatherer.beat();

        assertThat(feeder.tally(quiet).recorded()).isEqualTo(1);
        assertThat(feeder.tally(quiet).lost()).isZero();
    }

    @Test
    void aStreamWaitsForRoom() throws Exception {
        Source source = source();
        Gatherer gatherer = new Gatherer(intake, losses, clock, 4 * COST);
        Thread stream = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 10; i++) {
                    gatherer.put(source, MESSAGE, "");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Eventually.holds("the stream waits", Duration.ofSeconds(20), () -> stream.getState() == Thread.State.WAITING);

        while (stream.isAlive()) {
            gatherer.beat();
        }
        gatherer.beat();

        assertThat(feeder.tally(source).recorded()).isEqualTo(10);
        assertThat(feeder.tally(source).lost()).isZero();
    }
}
