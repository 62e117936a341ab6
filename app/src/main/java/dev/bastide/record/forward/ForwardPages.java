package dev.bastide.record.forward;

import dev.bastide.audit.LogFeed;
import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Chip;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Where records go as they happen: how far each target is, and who decided on it. */
@Controller
class ForwardPages {
    private static final String PATH = "/record/forward";
    private static final String BACK = "redirect:" + PATH;
    private static final String TEMPLATE = "record/forward/forward";

    private final Targets targets;
    private final Cursors cursors;
    private final Forwarder forwarder;
    private final ForwardForm forms;
    private final LogFeed feed;
    private final People people;
    private final Clock clock;

    ForwardPages(
            Targets targets,
            Cursors cursors,
            Forwarder forwarder,
            ForwardForm forms,
            LogFeed feed,
            People people,
            Clock clock) {
        this.targets = targets;
        this.cursors = cursors;
        this.forwarder = forwarder;
        this.forms = forms;
        this.feed = feed;
        this.people = people;
        this.clock = clock;
    }

    /**
     * A target as the page shows it.
     *
     * @param behind how many records it has not acknowledged
     * @param lag since when
     * @param mine whether the reader asked for it, so that another has to agree
     */
    record Row(
            Target target,
            Cursors.Cursor cursor,
            long behind,
            Duration lag,
            Chip chip,
            String askedBy,
            @Nullable String confirmedBy,
            boolean mine) {}

    @GetMapping(PATH)
    @Act("audit.read")
    ModelAndView show(Actor actor, Words words) {
        return page(new ModelAndView(TEMPLATE).addObject("form", ForwardForm.blank()), actor, words);
    }

    @PostMapping(PATH)
    @Act("audit.export")
    Object ask(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        Optional<Target> target = forms.read(actor, form);
        if (target.isPresent()) {
            try {
                targets.ask(actor, target.get(), form.ticked("whole"));
                Flash.done(redirect, "record.forward.asked");
                return BACK;
            } catch (DuplicateKeyException e) {
                form.reject("name", "record.forward.taken");
            }
        }
        return page(Form.again(TEMPLATE, form), actor, words);
    }

    @PostMapping(PATH + "/{id}/confirm")
    @Act("audit.export")
    String confirm(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        targets.confirm(actor, id);
        Flash.done(redirect, "record.forward.confirmed");
        return BACK;
    }

    @PostMapping(PATH + "/{id}/pause")
    @Act("audit.export")
    String pause(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        targets.pause(actor, id);
        Flash.done(redirect, "record.forward.paused");
        return BACK;
    }

    @PostMapping(PATH + "/{id}/resume")
    @Act("audit.export")
    String resume(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        targets.resume(actor, id);
        Flash.done(redirect, "record.forward.resumed");
        return BACK;
    }

    @PostMapping(PATH + "/{id}/remove")
    @Act("audit.export")
    String remove(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        targets.remove(actor, id);
        Flash.done(redirect, "record.forward.removed");
        return BACK;
    }

    @PostMapping(PATH + "/{id}/test")
    @Act("audit.export")
    String test(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        Target target = targets.get(id);
        if (!target.isAgreed()) {
            // What one person alone names is not connected to: its answers would tell what listens where.
            throw new ActRefused(Reason.of("record.forward.not-agreed", "A111", PATH));
        }
        try {
            forwarder.test(actor, target);
            Flash.done(redirect, "record.forward.tested");
        } catch (NotDelivered e) {
            Flash.say(redirect, Tone.VIOLATED, e.key(), e.args().toArray(String[]::new));
        }
        return BACK;
    }

    private ModelAndView page(ModelAndView page, Actor actor, Words words) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (Target.Kind kind : List.of(Target.Kind.WEBHOOK, Target.Kind.SYSLOG_TLS, Target.Kind.SYSLOG)) {
            kinds.put(Targets.word(kind), words.say("record.forward.kind." + Targets.word(kind)));
        }
        return page.addObject("kinds", kinds)
                .addObject(
                        "rows",
                        targets.all().stream().map(target -> row(target, actor)).toList());
    }

    private Row row(Target target, Actor actor) {
        Cursors.Cursor cursor = cursors.of(target.id());
        long behind = feed.after(cursor.mark());
        Instant now = clock.instant();
        Duration lag = behind == 0 ? Duration.ZERO : Duration.between(cursor.wellAt(), now);
        return new Row(
                target,
                cursor,
                behind,
                lag.isNegative() ? Duration.ZERO : lag,
                chip(target, cursor, lag),
                name(target.askedBy()),
                target.confirmedBy().map(this::name).orElse(null),
                target.askedBy().equals(actor.person()));
    }

    private static Chip chip(Target target, Cursors.Cursor cursor, Duration lag) {
        return switch (target.state()) {
            case ASKED -> Chip.of(Tone.DUE, "record.forward.state.asked");
            case PAUSED, REMOVED -> Chip.of(Tone.UNKNOWN, "record.forward.state.paused");
            case RUNNING -> {
                if (lag.compareTo(target.lagMax()) > 0) {
                    yield Chip.of(Tone.VIOLATED, "record.forward.state.late");
                }
                yield cursor.failures() > 0
                        ? Chip.of(Tone.DUE, "record.forward.state.fails")
                        : Chip.of(Tone.HOLDS, "record.forward.state.running");
            }
        };
    }

    private String name(dev.bastide.authority.PersonId id) {
        return people.find(id).map(Person::name).orElse("-");
    }
}
