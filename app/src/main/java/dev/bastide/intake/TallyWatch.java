package dev.bastide.intake;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.authority.Reason;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Raises an alarm when a thousandth or more of what a source sent since the last look is held in quarantine, and clears it
 * when less is; clears that of lost datagrams when none was lost since the last look. Source: seed 000 s4 (A114).
 */
@Component
class TallyWatch {
    static final AlarmKind HELD = new AlarmKind("intake.held", AlarmLevel.MEDIUM);

    /** One in so many is too much. */
    private static final long ONE_IN = 1_000;

    private final Sources sources;
    private final TallyRows tallies;
    private final Alarms alarms;
    private final TransactionTemplate transaction;
    private final Map<UUID, Tally> before = new ConcurrentHashMap<>();

    TallyWatch(Sources sources, TallyRows tallies, Alarms alarms, PlatformTransactionManager transactions) {
        this.sources = sources;
        this.tallies = tallies;
        this.alarms = alarms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One look. The first after a start looks at all that ever came. */
    void look() {
        Map<UUID, Tally> now = tallies.all();
        for (Source source : sources.all()) {
            Tally tally = now.get(source.id());
            if (tally != null) {
                look(source, tally);
                calm(source, tally);
                before.put(source.id(), tally);
            }
        }
    }

    private void look(Source source, Tally tally) {
        Tally last = before.getOrDefault(source.id(), Tally.none(Tally.Stream.OWN));
        long received = tally.received() - last.received();
        long held = tally.quarantined() - last.quarantined();
        String object = "source:" + source.name();
        if (held > 0 && held * ONE_IN >= received) {
            Reason what = Reason.of(
                    "intake.held.what",
                    "A114",
                    "/sources/" + source.name(),
                    source.name(),
                    Long.toString(held),
                    Long.toString(received));
            alarms.raiseNow(new Happening(HELD, source.setting().node(), object, what, "intake"));
        } else if (received > 0) {
            clear(HELD, source, "intake.held.over");
        }
    }

    /** The first look after a start cannot know, and leaves it to the next. */
    private void calm(Source source, Tally tally) {
        Tally last = before.get(source.id());
        if (last != null && tally.lost() == last.lost()) {
            clear(Intake.LOST, source, "intake.lost.over");
        }
    }

    private void clear(AlarmKind kind, Source source, String told) {
        transaction.executeWithoutResult(
                status -> alarms.clear(kind, source.setting().node(), "source:" + source.name(), told));
    }
}
