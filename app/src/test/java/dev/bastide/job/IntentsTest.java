package dev.bastide.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.TestAudit;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An effect is announced, tried once, and settled; silence is told as "outcome unknown". */
class IntentsTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static TestDatabase database;

    private final TestClock clock = new TestClock();
    private final List<Object> events = new ArrayList<>();
    private Intents intents;

    @BeforeAll
    static void copy() {
        database = TestDatabase.copy();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void make() {
        intents = new Intents(
                database.sql(),
                TestAudit.log(database.dataSource(), folder, clock),
                clock,
                new NodeName(UUID.randomUUID()),
                events::add);
    }

    @Test
    void aResultInTimeSettlesIt() {
        IntentId id = intents.announce("operation.step", "step-1", LEASE);

        assertThat(intents.result(id, Outcome.DONE, "exit 0")).isTrue();
        look(Duration.ofMinutes(1));

        assertThat(intents.find(id).orElseThrow().outcome()).isEqualTo(Outcome.DONE);
        assertThat(events).isEmpty();
    }

    @Test
    void silenceBecomesUnknownOnceAndIsTold() {
        IntentId id = intents.announce("operation.step", "step-2", LEASE);

        look(LEASE.minusSeconds(1));
        assertThat(intents.find(id).orElseThrow().outcome()).isNull();

        look(Duration.ofSeconds(2));
        look(Duration.ofSeconds(2));

        assertThat(events).containsExactly(new OutcomeUnknown(id, "operation.step", "step-2"));
        assertThat(intents.unsettled("operation.step", "step-2")).hasSize(1);
    }

    @Test
    void aLateResultDoesNotRewriteTheUnknown() {
        IntentId id = intents.announce("operation.step", "step-3", LEASE);
        look(LEASE.plusSeconds(1));

        assertThat(intents.result(id, Outcome.DONE, "exit 0 after all")).isFalse();

        assertThat(intents.find(id).orElseThrow().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aRenewedLeaseLastsOn() {
        IntentId id = intents.announce("operation.step", "step-4", LEASE);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(intents.renew(id, LEASE)).isTrue();

        look(LEASE.minusSeconds(1));

        assertThat(intents.find(id).orElseThrow().outcome()).isNull();
    }

    @Test
    void notEvenTheOwnerRewritesAnOutcome() {
        IntentId id = intents.announce("operation.step", "step-5", LEASE);
        intents.result(id, Outcome.FAILED, "exit 1");

        for (String attempt : List.of(
                "update job.intent set outcome = 'done' where id = :id",
                "update job.intent set outcome = null, settled_at = null where id = :id",
                "update job.intent set subject = 'another' where id = :id",
                "delete from job.intent where id = :id")) {
            assertThatThrownBy(() -> database.owner()
                            .sql(attempt)
                            .param("id", id.value())
                            .update())
                    .as(attempt)
                    .hasStackTraceContaining("ERROR");
        }
    }

    private void look(Duration later) {
        clock.advance(later);
        database.transaction().executeWithoutResult(status -> intents.closeSilent());
    }
}
