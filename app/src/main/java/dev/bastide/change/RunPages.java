package dev.bastide.change;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Flash;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The run of an operation on its page: begun by a button, each step shown as it goes. */
@Controller
class RunPages {
    private final Operations operations;
    private final Running running;

    RunPages(Operations operations, Running running) {
        this.operations = operations;
        this.running = running;
    }

    @PostMapping("/operations/{reference}/run")
    @Act("operation.run")
    String run(Actor actor, @PathVariable String reference, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        running.start(actor, operation);
        Flash.done(redirect, "change.run.started", operation.name());
        return "redirect:" + operation.path();
    }

    @PostMapping("/operations/{reference}/roll-back")
    @Act("operation.run")
    String rollBack(Actor actor, @PathVariable String reference, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        running.rollBack(actor, operation);
        Flash.done(redirect, "change.run.undone", operation.name());
        return "redirect:" + operation.path();
    }

    /** The part of the page that is fetched anew while steps are run. */
    @GetMapping("/operations/{reference}/runs")
    @Act("operation.read")
    ModelAndView runs(Actor actor, @PathVariable String reference) {
        Operation operation = operations.require(actor, reference);
        return new ModelAndView("change/runs")
                .addObject("operation", operation)
                .addObject("runs", running.runs(operation));
    }
}
