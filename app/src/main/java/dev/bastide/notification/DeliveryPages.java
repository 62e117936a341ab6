package dev.bastide.notification;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.StoryEntry;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Whether mail reached people, and the addresses that it does not go to any more. */
@Controller
class DeliveryPages {
    private static final Listing<Sent> DELIVERIES = Listing.<Sent>of("notification.deliveries")
            .search("q")
            .choice("state", "queued", "deferred", "sent", "bounced", "gave-up", "suppressed", "no-address")
            .column("person", sent -> Cell.text(sent.name()))
            .column("state", sent -> new Cell.State(sent.delivery().state().chip()))
            .column("address", sent -> Cell.text(sent.delivery().address()))
            .column("attempts", sent -> Cell.number(sent.delivery().attempts()))
            .column("reply", sent -> Cell.text(sent.delivery().reply()))
            .column("next", sent -> Cell.time(sent.delivery().nextTry()))
            .sorted("created", sent -> Cell.time(sent.delivery().createdAt()))
            .opens(sent -> "/settings/mail/deliveries/" + sent.delivery().id());

    private final Deliveries deliveries;
    private final Suppressions suppressions;
    private final Addresses addresses;

    DeliveryPages(Deliveries deliveries, Suppressions suppressions, Addresses addresses) {
        this.deliveries = deliveries;
        this.suppressions = suppressions;
        this.addresses = addresses;
    }

    /** A mail and the name of whom it is to. */
    private record Sent(Delivery delivery, String name) {}

    @GetMapping("/settings/mail/deliveries")
    @Act("settings.edit")
    ModelAndView list(ListQuery query) {
        ListResult<Delivery> rows = deliveries.list(query);
        List<Sent> sent = rows.rows().stream()
                .map(delivery -> new Sent(delivery, addresses.name(delivery.person())))
                .toList();
        return DELIVERIES.page(query, new ListResult<>(sent, rows.next(), rows.count()));
    }

    @GetMapping("/settings/mail/deliveries/{id}")
    @Act("settings.edit")
    ModelAndView open(@PathVariable String id) {
        Delivery delivery =
                deliveries.find(new DeliveryId(uuid(id))).orElseThrow(() -> new NoSuch("notification.delivery", id));
        String name = addresses.name(delivery.person());
        List<StoryEntry> story = deliveries.steps(delivery.id()).stream()
                .map(step -> new StoryEntry(
                        step.at(),
                        "mail",
                        step.state().chip().tone(),
                        step.address().isEmpty() ? name : step.address(),
                        "notification.delivery." + step.state().word(),
                        List.of(),
                        step.reply(),
                        ""))
                .toList();
        List<Fact> facts = List.of(
                Fact.text("notification.deliveries.person", name),
                Fact.text("notification.deliveries.address", delivery.address()),
                new Fact("notification.deliveries.attempts", Cell.number(delivery.attempts())),
                new Fact("notification.deliveries.created", Cell.time(delivery.createdAt())),
                new Fact("notification.deliveries.next", Cell.time(delivery.nextTry())));
        return new ModelAndView("notification/delivery")
                .addObject(
                        "head",
                        ObjectHead.of("notification.delivery", name)
                                .state(delivery.state().chip()))
                .addObject("story", story)
                .addObject("facts", facts);
    }

    @GetMapping("/settings/mail/suppressed")
    @Act("settings.edit")
    ModelAndView suppressed() {
        return new ModelAndView("notification/suppressed").addObject("suppressed", suppressions.all());
    }

    @PostMapping("/settings/mail/suppressed/{id}/lift")
    @Act("settings.edit")
    String lift(Actor actor, @PathVariable String id, RedirectAttributes redirect) {
        String address =
                suppressions.lift(actor, uuid(id)).orElseThrow(() -> new NoSuch("notification.suppression", id));
        Flash.done(redirect, "notification.suppressed.lifted", address);
        return "redirect:/settings/mail/suppressed";
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new NoSuch("notification.delivery", id);
        }
    }
}
