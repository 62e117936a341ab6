package dev.bastide.change;

import dev.bastide.asset.Sight;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.Tone;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is looked at afterwards: emergencies, and commands that no approved step matches. */
@Controller
class ReviewPages {
    private static final Listing<Review> REVIEWS = Listing.<Review>of("change.reviews")
            .choice("state", "open", "done")
            .choice("kind", "emergency", "deviation")
            .column("number", review -> Cell.text(review.operationName()))
            .column("kind", review -> Cell.said("change.review." + review.kind().word()))
            .column("reason", review -> Cell.text(review.reason()))
            .column("executor", review -> Cell.text(review.executorName()))
            .column("state", review -> new Cell.State(chip(review)))
            .sorted("due", review -> review.isDone() ? Cell.time(review.dueAt()) : Cell.due(review.dueAt()))
            .sorted("opened", review -> Cell.time(review.openedAt()))
            .opens(Review::path)
            .firstStep("/operations");

    private final Reviews reviews;
    private final ReviewRows rows;
    private final Operations operations;
    private final OperationView view;
    private final Sight sight;
    private final Clock clock;

    ReviewPages(Reviews reviews, ReviewRows rows, Operations operations, OperationView view, Sight sight, Clock clock) {
        this.reviews = reviews;
        this.rows = rows;
        this.operations = operations;
        this.view = view;
        this.sight = sight;
        this.clock = clock;
    }

    @GetMapping("/reviews")
    @Act("operation.read")
    ModelAndView list(Actor actor, ListQuery query) {
        return REVIEWS.page(query, rows.list(query, sight.nodes(actor, Operations.READ, query.scope())));
    }

    @GetMapping("/reviews/{id}")
    @Act("operation.read")
    ModelAndView show(Actor actor, @PathVariable UUID id) {
        return page(actor, reviews.require(actor, id), Form.blank());
    }

    @PostMapping("/reviews/{id}")
    @Act("approval.vote")
    Object decide(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        Review review = reviews.require(actor, id);
        try {
            reviews.decide(
                    actor,
                    review,
                    form.text("justified").equals("yes"),
                    form.text("evaluation"),
                    form.text("way_back"));
        } catch (BadInput mistake) {
            return page(actor, review, form.reject(mistake));
        }
        Flash.done(redirect, "change.review.decided", review.operationName());
        return "redirect:" + review.path();
    }

    private ModelAndView page(Actor actor, Review review, Form form) {
        Operation operation = operations.find(review.operation()).orElseThrow();
        ModelAndView page = form.ok() ? new ModelAndView("change/review") : Form.again("change/review", form);
        return page.addObject("form", form)
                .addObject("review", review)
                .addObject("operation", operation)
                .addObject("facts", view.facts(operation))
                .addObject("story", view.story(operation))
                .addObject("deviations", rows.deviations(operation.id()))
                .addObject("own", review.executor().equals(actor.person()))
                .addObject(
                        "chip",
                        review.isOverdue(clock.instant())
                                ? Chip.of(Tone.VIOLATED, "change.review.overdue")
                                : chip(review));
    }

    private static Chip chip(Review review) {
        return review.isDone() ? Chip.of(Tone.HOLDS, "change.review.done") : Chip.of(Tone.DUE, "change.review.todo");
    }
}
