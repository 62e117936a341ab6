package dev.bastide.portal;

import dev.bastide.authority.Actor;
import dev.bastide.page.GuideStep;
import java.util.Comparator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The first hour: every room's steps in order, each with whether it is done. */
@Component
class Guide {
    private final ObjectProvider<GuideStep> steps;

    Guide(ObjectProvider<GuideStep> steps) {
        this.steps = steps;
    }

    /**
     * A step as it is shown.
     *
     * @param step the room's step
     * @param number its number in the guide, from 1
     * @param done whether it has been done
     * @param next whether it is the first that has not
     */
    record Line(GuideStep step, int number, boolean done, boolean next) {

        /** The class of its row. */
        String css() {
            return done ? "guide-done" : next ? "guide-next" : "guide-later";
        }
    }

    List<Line> lines(Actor actor) {
        List<GuideStep> all =
                steps.stream().sorted(Comparator.comparingInt(GuideStep::order)).toList();
        List<Boolean> done = all.stream().map(step -> step.done(actor)).toList();
        int next = done.indexOf(false);
        return java.util.stream.IntStream.range(0, all.size())
                .mapToObj(i -> new Line(all.get(i), i + 1, done.get(i), i == next))
                .toList();
    }
}
