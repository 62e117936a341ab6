package dev.bastide.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.authority.Actor;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A44: every permission stands in the record with its rule; what repeats itself is counted, and the count is right. */
class DecisionLogTest {
    private static final String GRANT = "grant:0b7c1f0e-0000-4000-8000-000000000001 operator";

    private final TestClock clock = new TestClock();
    private final Actor actor = TestRecords.person("ona");

    private TestDatabase database;
    private DecisionLog decisions;

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        database = TestDatabase.copy();
        decisions = new DecisionLog(TestAudit.log(database.dataSource(), folder, clock), clock);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void holdsTheFirstOfAKindWithItsRuleItsPlaceAndItsSession() {
        decisions.permitted(actor, "operation.request", GRANT, () -> "first on /shop/web");
        decisions.writeDue();

        assertThat(written()).singleElement().satisfies(entry -> {
            assertThat(entry.operation()).isEqualTo("access.decide");
            assertThat(entry.userId()).isEqualTo("ona");
            assertThat(entry.sessionId()).isEqualTo(actor.session());
            assertThat(entry.objectId()).isEqualTo("grant:0b7c1f0e-0000-4000-8000-000000000001");
            assertThat(entry.content()).isEqualTo("operation.request permitted, first on /shop/web, by " + GRANT);
        });
    }

    @Test
    void holdsThatAnotherRuleActionOrSessionIsAnotherRecord() {
        Actor elsewhere = new Actor(
                actor.kind(),
                actor.person(),
                actor.id(),
                actor.name(),
                actor.group(),
                actor.address(),
                actor.method(),
                "web-other");
        decisions.permitted(actor, "host.read", GRANT, () -> "here");
        decisions.permitted(actor, "host.edit", GRANT, () -> "here");
        decisions.permitted(actor, "host.read", "founding", () -> "here");
        decisions.permitted(elsewhere, "host.read", GRANT, () -> "here");
        decisions.writeDue();

        assertThat(written()).hasSize(4);
    }

    @Test
    void holdsThatRepeatsAreCountedToTheLastOne() throws InterruptedException {
        AtomicInteger places = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 250; i++) {
                    decisions.permitted(actor, "host.read", GRANT, () -> "place " + places.incrementAndGet());
                    decisions.writeDue();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(written()).hasSize(1);

        clock.advance(DecisionLog.COUNTED_FOR);
        decisions.writeDue();

        assertThat(written())
                .hasSize(2)
                .last()
                .satisfies(
                        entry -> assertThat(entry.content()).startsWith("host.read permitted 999 times more since "));
        decisions.writeDue();
        assertThat(written()).hasSize(2);
    }

    @Test
    void holdsThatAClockPutBackLosesNoCount() {
        decisions.permitted(actor, "host.read", GRANT, () -> "here");
        decisions.permitted(actor, "host.read", GRANT, () -> "here");
        clock.advance(Duration.ofDays(-1));

        decisions.writeDue();

        assertThat(written()).hasSize(2);
    }

    @Test
    void bitesWhenTheProgramStopsWhatWasCountedIsWritten() {
        decisions.permitted(actor, "host.read", GRANT, () -> "here");
        decisions.permitted(actor, "host.read", GRANT, () -> "here");

        decisions.stop();

        assertThat(written())
                .hasSize(2)
                .last()
                .satisfies(entry -> assertThat(entry.content()).contains("permitted 1 times more"));
    }

    @Test
    void bitesBeyondTheKindsThatAreCountedEachIsRecordedByItself() {
        few(10);
        for (int i = 0; i < 10; i++) {
            decisions.permitted(actor, "host.read", "rule " + i, () -> "here");
        }

        decisions.permitted(actor, "host.edit", GRANT, () -> "here");
        decisions.permitted(actor, "host.edit", GRANT, () -> "here");

        assertThat(written()).hasSize(2);
    }

    /** An attempt to have everybody's permissions written one by one: many short sessions, each a kind of its own. */
    @Test
    void bitesManyShortSessionsWhichPushOutNobody() {
        few(20);
        decisions.permitted(actor, "host.edit", GRANT, () -> "here");
        for (int i = 0; i < 10; i++) {
            decisions.permitted(actor, "host.read", "rule " + i, () -> "here");
        }
        clock.advance(Duration.ofSeconds(1));
        decisions.permitted(actor, "host.edit", GRANT, () -> "here");
        decisions.writeDue();
        int before = written().size();

        decisions.permitted(actor, "host.edit", GRANT, () -> "here");
        decisions.permitted(actor, "host.read", "rule 0", () -> "here");
        decisions.writeDue();

        assertThat(written()).hasSize(before + 1);
    }

    @Test
    void bitesAtTheDatabaseNobodyTakesARuleBack() {
        decisions.permitted(actor, "host.read", GRANT, () -> "here");
        decisions.writeDue();

        assertThatThrownBy(() -> database.owner().sql("delete from audit.inbox").update())
                .hasStackTraceContaining("append only");
    }

    private void few(int most) {
        decisions = new DecisionLog(TestAudit.log(database.dataSource(), folder, clock), clock, most);
    }

    private List<AuditRecord> written() {
        RecordCipher cipher = TestAudit.cipher(database.dataSource(), clock);
        return database
                .sql()
                .sql("select key_id, record_id, payload from audit.inbox order by id")
                .query((row, number) -> cipher.open(
                        row.getObject("key_id", UUID.class),
                        row.getObject("record_id", UUID.class),
                        row.getBytes("payload")))
                .list()
                .stream()
                .filter(entry -> entry.operation().equals(DecisionLog.OPERATION))
                .toList();
    }
}
