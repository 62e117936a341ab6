package dev.bastide.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.TestAudit;
import dev.bastide.authority.PersonId;
import dev.bastide.notification.TestNotifications;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** A promise is reminded of, met, or found broken exactly once. */
class DeadlinesTest {
    private static final DeadlineKind REVIEW = new DeadlineKind("change.review", true, "/operations/");

    @TempDir
    static Path folder;

    private static TestDatabase database;

    private final TestClock clock = new TestClock();
    private final List<Object> events = new ArrayList<>();
    private final PersonId owner = new PersonId(UUID.randomUUID());
    private final String subject = UUID.randomUUID().toString();
    private Deadlines deadlines;
    private DeadlineWatch watch;

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
        DeadlineRows rows = new DeadlineRows(database.sql());
        deadlines = new Deadlines(rows, clock);
        watch = new DeadlineWatch(
                rows,
                TestNotifications.on(database, clock),
                TestAudit.log(database.dataSource(), folder, clock),
                clock,
                events::add,
                new DataSourceTransactionManager(database.dataSource()));
    }

    @Test
    void remindsOnceBeforeItIsDue() {
        set(Duration.ofDays(2), List.of(Duration.ofDays(1), Duration.ofHours(1), Duration.ofDays(5)));

        look(Duration.ofHours(23));
        assertThat(told()).isEmpty();

        look(Duration.ofHours(2));
        look(Duration.ofHours(1));

        assertThat(told()).containsExactly("deadline.remind");
    }

    @Test
    void aBreachIsToldOnce() {
        DeadlineId id = set(Duration.ofDays(1), List.of());

        look(Duration.ofHours(25));
        look(Duration.ofHours(1));

        assertThat(events).containsExactly(new DeadlineBreached(id, "change.review", subject));
        assertThat(told()).containsExactly("deadline.breached");
        assertThat(deadlines.open(REVIEW, subject).orElseThrow().breachedAt()).isNotNull();
    }

    @Test
    void whatWasMetIsNeverBreached() {
        set(Duration.ofDays(1), List.of(Duration.ofHours(1)));
        deadlines.met(REVIEW, subject);

        look(Duration.ofDays(2));

        assertThat(events).isEmpty();
        assertThat(told()).isEmpty();
        assertThat(deadlines.open(REVIEW, subject)).isEmpty();
    }

    @Test
    void settingItAgainMovesItAndItsReminders() {
        set(Duration.ofDays(1), List.of(Duration.ofHours(1)));
        set(Duration.ofDays(10), List.of(Duration.ofHours(1)));

        look(Duration.ofDays(2));

        assertThat(events).isEmpty();
        assertThat(told()).isEmpty();
        assertThat(deadlines.dueFor(owner)).hasSize(1);
    }

    @Test
    void aBreachIsNeitherTakenBackNorRemoved() {
        DeadlineId id = set(Duration.ofDays(1), List.of());
        look(Duration.ofDays(2));

        for (String attempt : List.of(
                "update deadline.deadline set breached_at = null where id = :id",
                "update deadline.deadline set due_at = due_at + interval '1 year' where id = :id",
                "delete from deadline.deadline where id = :id")) {
            assertThatThrownBy(() -> database.owner()
                            .sql(attempt)
                            .param("id", id.value())
                            .update())
                    .as(attempt)
                    .hasStackTraceContaining("ERROR");
        }
    }

    @Test
    void aNewPromiseLeavesTheBreachInTheBook() {
        DeadlineId broken = set(Duration.ofDays(1), List.of());
        look(Duration.ofDays(2));

        DeadlineId fresh = set(Duration.ofDays(3), List.of());

        assertThat(fresh).isNotEqualTo(broken);
        assertThat(deadlines.open(REVIEW, subject).orElseThrow().id()).isEqualTo(fresh);
    }

    private DeadlineId set(Duration in, List<Duration> reminders) {
        Instant due = clock.instant().plus(in);
        return java.util.Objects.requireNonNull(database.transaction()
                .execute(status -> deadlines.set(REVIEW, subject, "Review of E-12", due, reminders, owner)));
    }

    private void look(Duration later) {
        clock.advance(later);
        watch.look();
    }

    private List<String> told() {
        return TestNotifications.keysTold(database, owner);
    }
}
