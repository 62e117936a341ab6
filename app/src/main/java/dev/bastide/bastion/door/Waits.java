package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk.Fate;
import dev.bastide.access.PermitDesk.Filed;
import dev.bastide.access.PermitDesk.Pending;
import dev.bastide.bastion.ssh.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets a terminal wait for a request until that is approved, or tells it why nothing will come of it. Source: seed 000
 * s2.2 (A47).
 */
@Component
class Waits {
    private static final char ANOTHER = 'n';

    private final WaitingRoom room;
    private final HostTargets targets;
    private final TurnedAway turnedAway;

    Waits(WaitingRoom room, HostTargets targets, TurnedAway turnedAway) {
        this.room = room;
        this.targets = targets;
        this.turnedAway = turnedAway;
    }

    /** What waits already, and who is asked. */
    List<String> told(Talk talk, Pending open) {
        List<String> lines = new ArrayList<>();
        lines.add(talk.words().say("bastion.ssh.pending", open.name(), targets.address(open.path())));
        lines.addAll(missing(talk, open));
        return lines;
    }

    /** Waits for what was asked for before; one key asks for something else instead. */
    Answer join(Talk talk, Pending open, List<String> before, Supplier<Answer> instead) {
        List<String> lines = new ArrayList<>(before);
        lines.addAll(told(talk, open));
        lines.add(talk.words().say("bastion.ssh.pending.wait", open.name()));
        return seated(talk, open.subject(), lines, new Answer.Other(ANOTHER, instead));
    }

    /** Waits for what was asked for just now. */
    Answer filed(Talk talk, Filed.Request filed) {
        String line = talk.words().say("bastion.ssh.filed", targets.address(filed.path()));
        return seated(talk, filed.subject(), List.of(line), null);
    }

    /**
     * He sits down first and looks then: what is decided before he looks is seen, what is decided afterwards calls him.
     * Either way he is called once, so that no session is opened twice.
     */
    private Answer seated(Talk talk, UUID subject, List<String> lines, Answer.@Nullable Other other) {
        WaitingRoom.Seat seat = room.sit(talk.wish().person().id(), subject, () -> called(talk, subject));
        try {
            if (!talk.desk().stillWaiting(Set.of(subject)).contains(subject)) {
                seat.call();
            }
        } catch (RuntimeException e) {
            seat.leave();
            throw e;
        }
        return new Answer.Waiting(lines, seat.outcome(), seat::leave, other);
    }

    private Answer called(Talk talk, UUID subject) {
        return talk.again().apply((wish, denied) -> stillDenied(talk, subject, wish, denied));
    }

    private Answer stillDenied(Talk talk, UUID subject, Wish now, Pass.Denied denied) {
        if (!denied.askable()) {
            return turnedAway.answer(now.attempt(), now.actor(), now.words(), denied.reason());
        }
        return switch (talk.desk().fate(now.actor(), now.host().id(), now.account(), subject)) {
            case Fate.Over(var why) -> turnedAway.answer(now.attempt(), now.actor(), now.words(), why);
            case Fate.Agreed() -> turnedAway.answer(now.attempt(), now.actor(), now.words(), denied.reason());
            case Fate.Waits(Pending open) ->
                seated(talk, open.subject(), open.subject().equals(subject) ? List.of() : edited(talk, open), null);
        };
    }

    private List<String> edited(Talk talk, Pending open) {
        List<String> lines = new ArrayList<>();
        lines.add(talk.words().say("bastion.ssh.pending.edited", open.name()));
        lines.addAll(missing(talk, open));
        lines.add(talk.words().say("bastion.ssh.pending.again", open.name()));
        return lines;
    }

    private static List<String> missing(Talk talk, Pending open) {
        return open.missing().stream()
                .map(reason -> "          " + talk.words().why(reason))
                .toList();
    }
}
