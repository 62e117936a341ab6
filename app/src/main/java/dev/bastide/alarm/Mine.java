package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import java.util.List;
import org.springframework.stereotype.Component;

/** The alarms that wait for a person: told to him, and nobody has them. */
@Component
class Mine {
    private final StoredAlarms alarms;
    private final Standings standings;

    Mine(StoredAlarms alarms, Standings standings) {
        this.alarms = alarms;
        this.standings = standings;
    }

    List<Standing> of(PersonId person) {
        List<Alarm> open = alarms.openToldTo(person);
        return open.isEmpty()
                ? List.of()
                : standings.of(open).stream().filter(Standing::climbs).toList();
    }
}
