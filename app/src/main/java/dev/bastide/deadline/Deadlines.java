package dev.bastide.deadline;

import dev.bastide.authority.PersonId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Promises with a date. The room that sets one says when it is met; reminders go to the owner, and a breach is told
 * by {@link DeadlineBreached}. Setting the same kind on the same subject again moves it.
 */
@Service
public class Deadlines {
    private static final int TITLE_CHARACTERS_MAX = 400;

    private final DeadlineRows rows;
    private final Clock clock;

    Deadlines(DeadlineRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** Sets a deadline whose subject names itself. */
    @Transactional
    public DeadlineId set(DeadlineKind kind, String subject, Instant due, List<Duration> remindBefore, PersonId owner) {
        return set(kind, subject, subject, due, remindBefore, owner);
    }

    /** Sets a deadline; {@code title} is what a reader calls the subject. Reminders in the past are left out. */
    @Transactional
    public DeadlineId set(
            DeadlineKind kind, String subject, String title, Instant due, List<Duration> remindBefore, PersonId owner) {
        Instant now = clock.instant();
        // A breached promise stays in the book as breached; setting it anew is a new promise.
        rows.dropBreached(kind.name(), subject, now);
        DeadlineId id = rows.put(kind, subject, fit(title), due, owner, now);
        List<Instant> reminders = remindBefore.stream()
                .map(due::minus)
                .filter(now::isBefore)
                .distinct()
                .toList();
        rows.remind(id, reminders);
        return id;
    }

    /**
     * One of many promises of a kind that are set at once.
     *
     * @param title what a reader calls the subject
     */
    public record Promise(String subject, String title, Instant due, List<Duration> remindBefore, PersonId owner) {
        public Promise {
            remindBefore = List.copyOf(remindBefore);
        }
    }

    /** Sets many at once, in a number of statements that does not grow with them; each subject stands once among them. */
    @Transactional
    public void setAll(DeadlineKind kind, List<Promise> promises) {
        if (promises.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<Promise> fitting = promises.stream()
                .map(promise -> new Promise(
                        promise.subject(),
                        fit(promise.title()),
                        promise.due(),
                        promise.remindBefore().stream()
                                .filter(before -> now.isBefore(promise.due().minus(before)))
                                .distinct()
                                .toList(),
                        promise.owner()))
                .toList();
        rows.putAll(kind, fitting, now);
    }

    /** The promise of this kind on this subject is kept; nothing happens when there is none. */
    @Transactional
    public void met(DeadlineKind kind, String subject) {
        rows.meet(kind.name(), subject, clock.instant());
    }

    /** Every promise on this subject is kept. */
    @Transactional
    public void met(String subject) {
        rows.meetAll(subject, clock.instant());
    }

    /** The promise no longer makes sense, such as for a cancelled operation. */
    @Transactional
    public void drop(DeadlineKind kind, String subject) {
        rows.drop(kind.name(), subject, clock.instant());
    }

    /** The open promise of this kind on this subject. */
    public Optional<Deadline> open(DeadlineKind kind, String subject) {
        return rows.open(kind.name(), subject);
    }

    /** A person's open promises, soonest first. */
    public List<Deadline> dueFor(PersonId owner) {
        return rows.ofOwner(owner);
    }

    private static String fit(String title) {
        return title.length() <= TITLE_CHARACTERS_MAX ? title : title.substring(0, TITLE_CHARACTERS_MAX - 1) + "…";
    }
}
