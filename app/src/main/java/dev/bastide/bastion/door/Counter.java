package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.access.PermitDesk.Pending;
import dev.bastide.bastion.ssh.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Where somebody without a permit is served: he waits for what he asked for already, or chooses a specification, says
 * why, and waits for that. Who has no terminal only reads what waits. Source: seed 000 s2.2 (A45, A47, A50).
 */
@Component
class Counter {
    private final ObjectProvider<PermitDesk> permitDesk;
    private final Waits waits;
    private final Menu menu;

    Counter(ObjectProvider<PermitDesk> permitDesk, Waits waits, Menu menu) {
        this.permitDesk = permitDesk;
        this.waits = waits;
        this.menu = menu;
    }

    /** Serves somebody who was refused for want of a permit that he may ask for. */
    Answer meet(Wish wish, Answer.Refused refusal, Function<Denial, Answer> again) {
        PermitDesk desk = permitDesk.getIfAvailable();
        if (desk == null) {
            return refusal;
        }
        Talk talk = new Talk(wish, desk, again);
        Optional<Pending> pending = talk.pending();
        if (!wish.attempt().interactive()) {
            return pending.<Answer>map(open -> read(talk, refusal, open)).orElse(refusal);
        }
        return pending.map(open -> waits.join(talk, open, refusal.lines(), () -> menu.offer(talk, List.of())))
                .orElseGet(() -> menu.offer(talk, refusal.lines()));
    }

    private Answer read(Talk talk, Answer.Refused refusal, Pending open) {
        List<String> lines = new ArrayList<>(refusal.lines());
        lines.addAll(waits.told(talk, open));
        return new Answer.Refused(lines, refusal.exitCode());
    }
}
