package dev.bastide.change;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.Sessions;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The run of an operation on its page: begun by a button, each step shown as it goes, with what the host says. */
@Controller
class RunPages {
    private final Operations operations;
    private final Running running;
    private final Outcomes outcomes;
    private final Sessions sessions;

    RunPages(Operations operations, Running running, Outcomes outcomes, Sessions sessions) {
        this.operations = operations;
        this.running = running;
        this.outcomes = outcomes;
        this.sessions = sessions;
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

    @PostMapping("/operations/{reference}/stop")
    @Act("operation.read")
    String stop(Actor actor, @PathVariable String reference, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        running.stop(actor, operation);
        Flash.done(redirect, "change.run.stopped", operation.name());
        return "redirect:" + operation.path();
    }

    @GetMapping("/operations/{reference}/settle")
    @Act("operation.read")
    ModelAndView look(Actor actor, @PathVariable String reference) {
        return settling(operations.require(actor, reference), Form.blank());
    }

    @PostMapping("/operations/{reference}/settle")
    @Act("operation.read")
    Object settle(Actor actor, @PathVariable String reference, Form form, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        String found = form.required("outcome", 10);
        String reason = form.required("reason", 2_000);
        if (form.ok()) {
            try {
                outcomes.settle(actor, operation, found.equals("done"), reason);
                Flash.done(redirect, "change.settled", operation.name());
                return "redirect:" + operation.path();
            } catch (BadInput mistake) {
                form.reject(mistake);
            }
        }
        return settling(operation, form);
    }

    private static ModelAndView settling(Operation operation, Form form) {
        ModelAndView page = form.ok() ? new ModelAndView("change/settle") : Form.again("change/settle", form);
        return page.addObject("form", form).addObject("operation", operation);
    }

    /** The part of the page that is fetched anew while steps are run. */
    @GetMapping("/operations/{reference}/runs")
    @Act("operation.read")
    ModelAndView runs(Actor actor, @PathVariable String reference) {
        Operation operation = operations.require(actor, reference);
        List<Run> runs = running.runs(operation);
        boolean executes = operation.content().executor().equals(actor.person());
        return new ModelAndView("change/runs")
                .addObject("operation", operation)
                .addObject("runs", runs)
                .addObject("seen", seen(actor, runs))
                .addObject("undoable", executes && undoable(operation, runs));
    }

    /** The sessions of steps into which this reader may look. */
    private Set<SessionId> seen(Actor actor, List<Run> runs) {
        Set<SessionId> seen = new HashSet<>();
        for (Run run : runs) {
            for (Run.Step step : run.steps()) {
                SessionId session = step.session();
                if (session != null
                        && sessions.find(session)
                                .filter(found -> sessions.mayWatch(actor, found).isPermitted())
                                .isPresent()) {
                    seen.add(session);
                }
            }
        }
        return seen;
    }

    private static boolean undoable(Operation operation, List<Run> runs) {
        boolean idle = runs.stream().noneMatch(run -> run.state() == Run.State.RUNNING);
        boolean undone = runs.stream().anyMatch(run -> run.rollbackOf() != null && run.state() == Run.State.DONE);
        return idle && !undone && !operation.content().rollback().isEmpty();
    }
}
