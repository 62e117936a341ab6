package dev.bastide.identity;

import dev.bastide.authority.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Takes what nobody ratified over to the list of the founding that a recovery opens: it gives power still, and a recovery
 * is no way past the two others who read it. Source: seed 000 s2.2 and s4 (A49).
 */
@Component
class Unratified {
    private static final String BEFORE = "Not ratified before the recovery: ";
    private static final String FOREIGN = "Written or changed past Bastide: ";

    private final FoundingRows rows;
    private final FoundingList list;

    Unratified(FoundingRows rows, FoundingList list) {
        this.rows = rows;
        this.list = list;
    }

    /** Notes the recovery and all that waited for ratification, in the caller's transaction. */
    void carry(Actor actor, int before, String reason, Instant now) {
        int period = rows.now().period();
        List<FoundingList.Act> waiting = waiting(before, actor.id());
        list.add(
                period,
                now,
                null,
                actor.id(),
                "Opened again by a recovery, with " + waiting.size() + " acts that nobody had ratified: " + reason);
        waiting.forEach(act -> list.add(
                period,
                act.at(),
                // A row of somebody else's hand keeps nobody from ratifying.
                act.ours() ? act.person() : null,
                act.actor(),
                words(act)));
    }

    // A founding that a recovery opened has taken over what was before it.
    private List<FoundingList.Act> waiting(int last, String recovery) {
        List<FoundingList.Act> waiting = new ArrayList<>();
        for (int period = last; period > 0 && !rows.ratified(period); period--) {
            List<FoundingList.Act> acts = list.acts(period);
            boolean whole = acts.stream()
                    .limit(1)
                    .anyMatch(act -> act.ours() && act.actor().equals(recovery));
            waiting.addAll(0, acts);
            if (whole) {
                break;
            }
        }
        return waiting;
    }

    private static String words(FoundingList.Act act) {
        String what = act.ours() ? act.what() : FOREIGN + act.what();
        return what.startsWith(BEFORE) ? what : BEFORE + what;
    }
}
