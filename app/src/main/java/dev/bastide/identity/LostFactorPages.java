package dev.bastide.identity;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Waiting;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Where two others confirm that somebody lost the second factor. */
@Controller
class LostFactorPages {
    private final LostFactors lost;

    LostFactorPages(LostFactors lost) {
        this.lost = lost;
    }

    /** What waits in the inbox of those who could confirm. */
    @Configuration(proxyBeanMethods = false)
    static class Inbox {
        @Bean
        Waiting lostFactorsWaiting(LostFactors lost) {
            return actor -> actor.person() == null
                    ? List.of()
                    : lost.waitingFor(actor.person()).stream()
                            .map(one -> new Waiting.Item(
                                    "identity.lost.kind",
                                    "identity.lost.notice",
                                    List.of(one.name()),
                                    "/lost-factor/" + one.id(),
                                    one.asked(),
                                    one.expires()))
                            .toList();
        }
    }

    @GetMapping("/lost-factor/{id}")
    @Act(Act.SELF)
    ModelAndView show(@PathVariable UUID id, Actor actor) {
        return page(id, actor, Form.blank());
    }

    @PostMapping("/lost-factor/{id}/confirm")
    @Act(Act.SELF)
    Object confirm(@PathVariable UUID id, Actor actor, Form form, RedirectAttributes redirect) {
        try {
            boolean done = lost.confirm(actor, id, form.text("evaluation"), form.text("code"));
            Flash.done(redirect, done ? "identity.lost.done" : "identity.lost.confirmed");
            return "redirect:/";
        } catch (BadInput mistake) {
            return page(id, actor, form.reject(mistake));
        }
    }

    private ModelAndView page(UUID id, Actor actor, Form form) {
        LostFactors.Lost one = lost.find(id).orElseThrow(() -> new NoSuch("identity.lost.kind", id.toString()));
        boolean may = lost.waitingFor(actor.requirePerson()).stream()
                .anyMatch(open -> open.id().equals(id));
        return new ModelAndView("identity/lost")
                .addObject("form", form)
                .addObject("lost", one)
                .addObject("confirmations", lost.confirmations(id))
                .addObject("may", may);
    }
}
