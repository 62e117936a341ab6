package dev.bastide.deadline;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.Tone;
import dev.bastide.page.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** What is due: mine, and everybody's. Feeds the inbox with what I promised. */
@Controller
class DuePages implements Waiting {
    private static final Duration SHOWN_BEFORE = Duration.ofDays(14);

    private static final Listing<Deadline> MINE = listing("deadline.mine");
    private static final Listing<Deadline> ALL = listing("deadline.all");

    private final DeadlineRows rows;
    private final Clock clock;

    DuePages(DeadlineRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    @GetMapping("/due")
    @Act(Act.SELF)
    ModelAndView mine(Actor actor, ListQuery query) {
        return MINE.page(query, rows.list(query, actor.requirePerson()));
    }

    @GetMapping("/due/all")
    @Act("operation.read")
    ModelAndView all(ListQuery query) {
        return ALL.page(query, rows.list(query, null));
    }

    @Override
    public List<Item> waitingFor(Actor actor) {
        if (actor.person() == null) {
            return List.of();
        }
        Instant horizon = clock.instant().plus(SHOWN_BEFORE);
        return rows.ofOwner(actor.person()).stream()
                .filter(deadline -> deadline.dueAt().isBefore(horizon))
                .limit(100)
                .map(deadline -> new Item(
                        "deadline.due",
                        "deadline.waiting",
                        List.of(deadline.title()),
                        deadline.path().isEmpty() ? "/due" : deadline.path(),
                        deadline.setAt(),
                        deadline.dueAt()))
                .toList();
    }

    private static Listing<Deadline> listing(String key) {
        return Listing.<Deadline>of(key)
                .search("q")
                .choice("state", "open", "breached")
                .column(
                        "title",
                        deadline -> deadline.path().isEmpty()
                                ? Cell.text(deadline.title())
                                : Cell.link(deadline.title(), deadline.path()))
                .column("kind", deadline -> Cell.said(deadline.kind()))
                .column("state", deadline -> new Cell.State(chip(deadline)))
                .sorted("due", deadline -> Cell.due(deadline.dueAt()));
    }

    private static Chip chip(Deadline deadline) {
        return deadline.breachedAt() == null
                ? Chip.of(Tone.PROGRESS, "deadline.state.open")
                : Chip.of(Tone.VIOLATED, "deadline.state.breached");
    }
}
