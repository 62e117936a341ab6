package dev.bastide.portal;

import dev.bastide.authority.Actor;
import dev.bastide.page.GuideStep;
import dev.bastide.page.Page;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The first hour: every room's steps in order, each with whether it is done and whether this reader does it. */
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
     * @param isMine whether this reader is one of those who do it
     */
    record Line(GuideStep step, int number, boolean done, boolean isMine) {

        /** Whether the reader of this page can do it now. */
        boolean waitsFor(Page page) {
            return !done && isMine && page.opens(step.path());
        }

        /** The class of its row. */
        String css(@Nullable Line next) {
            return done ? "guide-done" : equals(next) ? "guide-next" : "guide-later";
        }
    }

    List<Line> lines(Actor actor) {
        List<GuideStep> all =
                steps.stream().sorted(Comparator.comparingInt(GuideStep::order)).toList();
        return IntStream.range(0, all.size())
                .mapToObj(i -> line(all.get(i), i + 1, actor))
                .toList();
    }

    /** The first step that waits for the reader of this page, or null. */
    static @Nullable Line next(List<Line> lines, Page page) {
        return lines.stream().filter(line -> line.waitsFor(page)).findFirst().orElse(null);
    }

    private static Line line(GuideStep step, int number, Actor actor) {
        return new Line(step, number, step.done(actor), step.isFor(actor));
    }
}
