package dev.bastide.bastion.run;

import dev.bastide.asset.Host;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.RunId;
import dev.bastide.bastion.RunPlan;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Stores a run with all its steps planned. Of two that begin in the same instant under one permit, one is refused. */
@Service
public class RunStart {
    private final RunLog log;

    RunStart(RunLog log) {
        this.log = log;
    }

    /** One account on one host, looked up. */
    public record Place(Host host, String account) {}

    /** A run that was allowed. */
    public record Beginning(
            RunPlan plan,
            List<Place> places,
            boolean production,
            @Nullable RunId rollbackOf) {
        public Beginning {
            places = List.copyOf(places);
        }
    }

    /** Stores it. Throws {@link ActRefused} when one runs under the same permit. */
    public RunId start(Actor actor, Beginning beginning) {
        RunId id = new RunId(UUID.randomUUID());
        try {
            log.start(actor, id, beginning);
        } catch (DuplicateKeyException e) {
            throw new ActRefused(Reason.of(
                    "bastion.refused.runs-already",
                    "A48",
                    "/operations/" + beginning.plan().operation()));
        }
        return id;
    }

    /** Writes down who stopped it. */
    public void stopped(Actor actor, Run run) {
        log.stopped(actor, run);
    }
}
