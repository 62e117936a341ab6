package dev.bastide.identity;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The founder ends his own powers, rather than to wait for the next look that ends them. Nothing ends earlier than it may:
 * what keeps the look from it keeps him from it too. Source: seed 000 s2.2 (A49, B19).
 */
@Service
class FoundingEnd {
    /** What has to be typed, in every language. */
    static final String WORD = "founding";

    private static final int NODES_NAMED = 5;

    private final Founding founding;

    FoundingEnd(Founding founding) {
        this.founding = founding;
    }

    /** Whether this actor could end it now: for the page, which says why not. */
    Decision mayEnd(Actor actor) {
        if (!founding.open()) {
            return Decision.refused(Reason.of("identity.founding.ended", "A49", "/founding"));
        }
        if (!founding.mayFound(actor)) {
            return Decision.refused(Reason.of("identity.founding.end.not-yours", "A49", "/founding"));
        }
        return switch (founding.waitsFor()) {
            case NOTHING -> Decision.permitted("founding");
            case HEADS -> Decision.refused(lockedOut(founding.lockOuts()));
            case PEOPLE, ROLES, TIME -> Decision.refused(early(founding));
        };
    }

    /** Ends the powers, once and for all, when the word was typed. */
    @Transactional
    void end(Actor actor, String typed) {
        mayEnd(actor).orThrow();
        if (!typed.strip().equals(WORD)) {
            throw BadInput.in("confirm", "identity.founding.end.type", WORD);
        }
        if (!founding.endPowers(actor, "the founder ended his powers himself")) {
            mayEnd(actor).orThrow();
        }
    }

    /** Why it is too early for what comes after founding. */
    static Reason early(Founding founding) {
        return founding.waitsFor() == Founding.Waits.TIME
                ? Reason.of(
                        "identity.founding.recovering", "A49", "/founding", Founding.minute(founding.recoveringUntil()))
                : Reason.of("identity.founding.early", "A49", "/founding");
    }

    /** Every one of them names its node first; the page of founding says the rest of each. */
    static Reason lockedOut(List<Reason> lockOuts) {
        if (lockOuts.size() == 1) {
            return lockOuts.getFirst();
        }
        String nodes = lockOuts.stream()
                .limit(NODES_NAMED)
                .map(reason -> reason.args().isEmpty() ? "?" : reason.args().getFirst())
                .collect(Collectors.joining(", "));
        return Reason.of("identity.founding.locked-out", "B19", "/founding", Integer.toString(lockOuts.size()), nodes);
    }
}
