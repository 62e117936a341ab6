package dev.bastide.alarm;

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
                    @Nullable Instant next = has == null && end == null ? next(alarm, tellingsOf) : null;
                    return new Standing(alarm, counted.count(), counted.last(), tellingsOf, has, end, next);
                })
                .toList();
    }

    /** When it is the next rung's turn; at once where no telling of ours stands. */
    private Instant next(Alarm alarm, List<Telling> told) {
        if (told.isEmpty()) {
            return alarm.raisedAt();
        }
        Telling last = told.getLast();
        // The last rung is told again in its own time: with the mail away it would otherwise be told without end.
        boolean atOnce = last.rung() != Rung.OFFICER && last.reachedNobody();
        return atOnce ? last.at() : last.at().plus(patience.of(alarm.level(), last.rung()));
    }
}
