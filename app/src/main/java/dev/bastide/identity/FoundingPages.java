package dev.bastide.identity;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.page.BadInput;
import dev.bastide.page.Banner;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Tone;
import dev.bastide.page.Waiting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of founding acts, for everybody to read and for two others to ratify. */
@Controller
class FoundingPages {
    private final Founding founding;
    private final Ratification ratification;
    private final FoundingEnd ending;

    FoundingPages(Founding founding, Ratification ratification, FoundingEnd ending) {
        this.ending = ending;
        this.founding = founding;
        this.ratification = ratification;
    }

    /** The place in the left bar, and the line across every page until founding is closed. */
    @Configuration(proxyBeanMethods = false)
    static class Frame {
        @Bean
        NavEntry foundingNav() {
            return NavEntry.of(NavGroup.PEOPLE, "identity.founding", "flag", "/founding", "person.read", 90);
        }

        @Bean
        Banner.Source foundingBanner(Founding founding) {
            return actor -> banner(founding, actor);
        }

        @Bean
        Waiting foundingWaiting(Founding founding, Ratification ratification, Gate gate) {
            return actor -> waits(actor, ratification, gate)
                    ? founding.acts().stream()
                            .reduce((before, last) -> last)
                            .map(last -> new Waiting.Item(
                                    "identity.founding",
                                    "identity.founding.ratify",
                                    List.of(),
                                    "/founding",
                                    last.at(),
                                    null))
                            .stream()
                            .toList()
                    : List.of();
        }

        private static boolean waits(Actor actor, Ratification ratification, Gate gate) {
            return actor.person() != null
                    && ratification.mayRatify(actor).isPermitted()
                    && !ratification.hasRatified(actor.person())
                    && gate.allows(actor, Ratification.VOTE);
        }

        private static Optional<Banner> banner(Founding founding, @Nullable Actor actor) {
            if (actor == null) {
                return Optional.empty();
            }
            Founding.State state = founding.state();
            if (state.closed()) {
                return Optional.empty();
            }
            int lockOuts = state.enforceable() ? founding.lockOuts().size() : 0;
            String key = founding.foreign() ? "identity.banner.foreign" : bannerOf(founding, state, lockOuts);
            List<String> args = List.of(
                    Integer.toString(state.peopleWithFactor()),
                    Integer.toString(Founding.PEOPLE_NEEDED),
                    Integer.toString(Founding.RATIFICATIONS_NEEDED - state.ratifications()),
                    Integer.toString(lockOuts),
                    Founding.minute(founding.recoveringUntil()));
            return Optional.of(new Banner(Tone.DUE, key, args, "/founding"));
        }

        private static String bannerOf(Founding founding, Founding.State state, int lockOuts) {
            if (!state.open()) {
                return state.enforceable() && lockOuts > 0
                        ? "identity.banner.unratified-locked"
                        : "identity.banner.unratified";
            }
            return switch (founding.waitsFor()) {
                case PEOPLE -> "identity.banner.founding";
                case HEADS -> "identity.banner.locked";
                case ROLES -> "identity.banner.roles";
                case TIME -> "identity.banner.recovering";
                case NOTHING -> "identity.banner.ending";
            };
        }
    }

    @GetMapping("/founding")
    @Act("person.read")
    ModelAndView founding(Actor actor) {
        return page(actor, Form.blank());
    }

    @PostMapping("/founding/ratify")
    @Act("approval.vote")
    Object ratify(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            ratification.ratify(actor, form.text("hash"), form.text("evaluation"), form.text("code"));
        } catch (BadInput mistake) {
            return page(actor, form.reject(mistake));
        }
        Flash.done(redirect, "identity.founding.ratified");
        return "redirect:/founding";
    }

    /** What ends, why it may not end yet, and what follows. */
    @GetMapping("/founding/end")
    @Act("person.edit")
    ModelAndView asked(Actor actor) {
        return ending(actor, new ModelAndView("identity/end"), Form.blank());
    }

    @PostMapping("/founding/end")
    @Act("person.edit")
    Object end(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            ending.end(actor, form.text("confirm"));
        } catch (BadInput mistake) {
            return ending(actor, Form.again("identity/end", form.reject(mistake)), form);
        }
        Flash.done(redirect, "identity.founding.end.done");
        return "redirect:/founding";
    }

    private ModelAndView ending(Actor actor, ModelAndView page, Form form) {
        return page.addObject("form", form)
                .addObject("refusal", ending.mayEnd(actor) instanceof Decision.Refused(var reason) ? reason : null)
                .addObject(
                        "unready",
                        founding.unready().stream()
                                .filter(Founding.LockOut::holdsUp)
                                .toList())
                .addObject("acts", founding.state().acts());
    }

    private ModelAndView page(Actor actor, Form form) {
        Decision decision = ratification.mayRatify(actor);
        return new ModelAndView("identity/founding")
                .addObject("form", form)
                .addObject("mayFound", founding.mayFound(actor))
                .addObject("state", founding.state())
                .addObject("waits", founding.waitsFor())
                .addObject("recovering", Founding.minute(founding.recoveringUntil()))
                .addObject("unready", founding.state().closed() ? List.of() : founding.unready())
                .addObject("acts", founding.acts())
                .addObject("ratified", ratification.standing())
                .addObject("refusal", decision instanceof Decision.Refused(var reason) ? reason : null);
    }
}
