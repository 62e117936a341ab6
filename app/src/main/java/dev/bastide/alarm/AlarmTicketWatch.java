package dev.bastide.alarm;

import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * No alarm is without its ticket for longer than a minute: what is owed is opened, what a ticket was not told is told, and an
 * alarm without one after that time is an alarm itself. Source: seed 000 s3.2 (A82).
 */
@Component
class AlarmTicketWatch {
    static final String NAME = "alarm.tickets";
    static final Duration EVERY = Duration.ofSeconds(20);

    /** So long an alarm may be without its ticket. */
    static final Duration WITHIN = Duration.ofSeconds(60);

    static final AlarmKind WITHOUT = new AlarmKind("alarm.without-ticket", AlarmLevel.HIGH);

    private static final Duration LOOKS_BACK = Duration.ofDays(7);
    private static final String OBJECT = "alarms without a ticket";
    private static final Logger LOG = LoggerFactory.getLogger(AlarmTicketWatch.class);

    private final AlarmTickets tickets;
    private final AlarmTicketRows rows;
    private final StoredAlarms stored;
    private final Answered answered;
    private final Alarms alarms;
    private final Clock clock;
    private final TransactionTemplate transaction;

    AlarmTicketWatch(
            AlarmTickets tickets,
            AlarmTicketRows rows,
            StoredAlarms stored,
            Answered answered,
            Alarms alarms,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.tickets = tickets;
        this.rows = rows;
        this.stored = stored;
        this.answered = answered;
        this.alarms = alarms;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One look: opens what is owed, tells what was not told, and alarms where that did not help. */
    void look() {
        without(Duration.ZERO).forEach(this::make);
        tellEnded();
        List<Alarm> still = without(WITHIN);
        transaction.executeWithoutResult(status -> {
            if (still.isEmpty()) {
                alarms.clear(WITHOUT, null, OBJECT, "alarm.without-ticket.over");
            } else {
                Reason what = Reason.of(
                        "alarm.without-ticket.what",
                        "A82",
                        "/alarms?proof=ticketless",
                        Integer.toString(still.size()),
                        still.getFirst().name());
                alarms.raise(new Happening(WITHOUT, null, OBJECT, what, "alarm"));
            }
        });
    }

    /**
     * The check of A82: alarms on a node, raised at least so long ago, that have no ticket. Empty, with a minute, is how it has
     * to be.
     */
    List<Alarm> without(Duration age) {
        Instant now = clock.instant();
        List<AlarmId> candidates = rows.candidates(now.minus(LOOKS_BACK));
        Set<AlarmId> ticketed = rows.of(candidates).keySet();
        return candidates.stream()
                .filter(id -> !ticketed.contains(id))
                .map(stored::find)
                .flatMap(Optional::stream)
                .filter(alarm ->
                        tickets.node(alarm).isPresent() && !alarm.raisedAt().isAfter(now.minus(age)))
                // What it says of itself would never end.
                .filter(alarm -> !alarm.kind().equals(WITHOUT.name()))
                .toList();
    }

    private void make(Alarm alarm) {
        try {
            transaction.executeWithoutResult(status -> {
                stored.waitBriefly();
                tickets.ticket(alarm);
            });
        } catch (RuntimeException e) {
            LOG.warn("The ticket of alarm {} is still owed", alarm.id(), e);
        }
    }

    private void tellEnded() {
        List<AlarmId> ended = rows.ended(clock.instant().minus(LOOKS_BACK));
        Set<AlarmId> told = rows.told(ended, AlarmTickets.ENDED);
        List<AlarmId> untold = ended.stream().filter(id -> !told.contains(id)).toList();
        Map<AlarmId, Resolution> ours = answered.resolutions(untold);
        tickets.of(ours.keySet()).keySet().forEach(id -> {
            stored.find(id).ifPresent(this::tell);
        });
    }

    private void tell(Alarm alarm) {
        try {
            transaction.executeWithoutResult(status -> {
                stored.waitBriefly();
                tickets.tellEnded(Jobs.actor(NAME), alarm);
            });
        } catch (RuntimeException e) {
            LOG.warn("The ticket of alarm {} is still to be told of its end", alarm.id(), e);
        }
    }
}
