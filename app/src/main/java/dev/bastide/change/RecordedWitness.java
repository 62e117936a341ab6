package dev.bastide.change;

import dev.bastide.authority.PermitId;
import dev.bastide.bastion.CommandHistory;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the bastion recorded under a permit. */
@Component
class RecordedWitness implements Witness {
    private final CommandHistory history;

    RecordedWitness(CommandHistory history) {
        this.history = history;
    }

    @Override
    public List<Seen> commands(List<PermitId> permits) {
        return history.of(permits).stream()
                .map(seen -> new Seen(
                        seen.session().value(), seen.at(), seen.command().text()))
                .toList();
    }

    @Override
    public boolean used(List<PermitId> permits) {
        return history.used(permits);
    }
}
