package dev.bastide.alarm;

import dev.bastide.alarm.Telling.Why;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together how alarms stand. */
@Component
class Standings {
    private final StoredAlarms alarms;
    private final Tellings tellings;
    private final Answered answered;
    private final Patience patience;

    Standings(StoredAlarms alarms, Tellings tellings, Answered answered, Patience patience) {
        this.alarms = alarms;
        this.tellings = tellings;
        this.answered = answered;
        this.patience = patience;
    }

    Standing of(Alarm alarm) {
        return of(List.of(alarm)).getFirst();
    }

    List<Standing> of(List<Alarm> some) {
        List<AlarmId> ids = some.stream().map(Alarm::id).toList();
        Map<AlarmId, StoredAlarms.Times> times = alarms.times(ids);
        Map<AlarmId, List<Telling>> told = tellings.of(ids);
        Map<AlarmId, Acknowledgement> taken = answered.acknowledgements(ids);
        Map<AlarmId, Resolution> ended = answered.resolutions(ids);
        return some.stream()
                .map(alarm -> {
                    AlarmId id = alarm.id();
                    StoredAlarms.Times counted = times.getOrDefault(id, new StoredAlarms.Times(1, alarm.raisedAt()));
                    List<Telling> tellingsOf = told.getOrDefault(id, List.of());
                    Acknowledgement has = taken.get(id);
                    Resolution end = ended.get(id);
                    Recurrence.@Nullable Due next = end == null ? next(alarm, tellingsOf, has, counted.last()) : null;
                    return new Standing(alarm, counted.count(), counted.last(), tellingsOf, has, end, next);
                })
                .toList();
    }

    /** Whose turn it is next, and when; at once where no telling of ours stands. */
    private Recurrence.@Nullable Due next(
            Alarm alarm, List<Telling> told, @Nullable Acknowledgement taken, Instant lastAt) {
        if (taken != null) {
            Rung rung = told.isEmpty() ? Rung.ON_DUTY : told.getLast().rung();
            return Recurrence.next(taken.at(), lastAt, told, patience.of(alarm.level(), rung));
        }
        if (told.isEmpty()) {
            return new Recurrence.Due(alarm.raisedAt(), Why.UNDELIVERED);
        }
        Telling last = told.getLast();
        Why why = last.reachedNobody() ? Why.UNDELIVERED : Why.UNACKNOWLEDGED;
        // The last rung is told again in its own time: with the mail away it would otherwise be told without end.
        boolean atOnce = last.rung() != Rung.OFFICER && last.reachedNobody();
        return new Recurrence.Due(atOnce ? last.at() : last.at().plus(patience.of(alarm.level(), last.rung())), why);
    }
}
