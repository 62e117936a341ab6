package dev.bastide.alarm;

import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** The alarms a reader may see: on the nodes where he may, and those he was told of. */
@Component
class AlarmList {
    /** The words of the filter by state. */
    static final List<String> STATES = List.of("waiting", "taken", "resolved", "all");

    private final StoredAlarms alarms;
    private final Standings standings;
    private final Places places;
    private final Clock clock;

    AlarmList(StoredAlarms alarms, Standings standings, Places places, Clock clock) {
        this.alarms = alarms;
        this.standings = standings;
        this.places = places;
        this.clock = clock;
    }

    ListResult<Standing> page(Actor actor, ListQuery query) {
        String state = query.filter("state");
        if (!state.isEmpty() && !STATES.contains(state)) {
            throw BadInput.in("state", "alarm.state.unknown", state, String.join(", ", STATES));
        }
        boolean whole = query.scope() == null && places.mayAnywhere(actor, AlarmAnswers.VIEW);
        ListResult<Alarm> found = alarms.list(
                query,
                places.ids(actor, AlarmAnswers.VIEW, query.scope()),
                whole,
                actor.requirePerson().value(),
                clock.instant());
        return new ListResult<>(standings.of(found.rows()), found.next(), found.count());
    }
}
