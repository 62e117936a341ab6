package dev.bastide.change;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.State;
import dev.bastide.identity.People;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Panels;
import dev.bastide.page.Step;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One operation: its story, its facts, and what can be done with it now. */
@Controller
class OperationPage {
    /** Looking through the record. */
    private static final Action RECORD = new Action("audit.read");

    private final Operations operations;
    private final Closing closing;
    private final OperationTelling telling;
    private final OperationView view;
    private final ReviewRows reviews;
    private final Targets targets;
    private final People people;
    private final Asked asked;

    /** Whom and what the page asks besides. */
    @org.springframework.stereotype.Component
    record Asked(Authority may, Panels panels, Works works, Outcomes outcomes, Clock clock) {}

    OperationPage(
            Operations operations,
            Closing closing,
            OperationTelling telling,
            OperationView view,
            ReviewRows reviews,
            Targets targets,
            People people,
            Asked asked) {
        this.operations = operations;
        this.closing = closing;
        this.telling = telling;
        this.view = view;
        this.reviews = reviews;
        this.targets = targets;
        this.people = people;
        this.asked = asked;
    }

    @GetMapping("/operations/{reference}")
    @Act("operation.read")
    ModelAndView show(Actor actor, @PathVariable String reference) {
        Operation operation = operations.require(actor, reference);
        List<Reason> missing = telling.missing(operation);
        OperationView.Steps steps = view.steps(operation);
        return new ModelAndView("change/operation")
                .addObject("head", head(actor, operation, missing, steps))
                .addObject("operation", operation)
                .addObject("facts", view.facts(operation))
                .addObject("story", view.story(operation))
                .addObject("steps", steps)
                .addObject("sessions", asked.works().facts(actor, operation))
                .addObject(
                        "settles",
                        operation.state() == State.UNKNOWN && asked.outcomes().maySettle(actor, operation))
                .addObject("missing", missing)
                .addObject(
                        "decision",
                        telling.approval(operation).map(OperationPage::decision).orElse(""))
                .addObject("login", login(actor, operation))
                .addObject("reviews", reviews.of(operation.id()))
                .addObject("deviations", reviews.deviations(operation.id()))
                .addObject(
                        "blocks", asked.panels().of("operation", operation.id().value(), actor));
    }

    private ObjectHead head(Actor actor, Operation operation, List<Reason> missing, OperationView.Steps steps) {
        ObjectHead head = ObjectHead.of("change.operation", operation.name())
                .state(OperationView.chip(operation))
                .at(
                        targets.pathOf(operation.content().node()),
                        view.name(operation.content().owner()));
        State state = operation.state();
        boolean concerned = operation.concerns(actor.person());
        boolean executes = operation.content().executor().equals(actor.person());
        boolean finishes = concerned && state.after(State.Verb.FINISH).isPresent();
        boolean runs = executes
                && operation.content().specification() != null
                && operation.openAt(asked.clock().instant())
                && state == State.APPROVED;
        // What was done by hand step by step is finished next, not run once more.
        boolean done = finishes
                && runs
                && steps.allSeenOn(operation.content().targets().size());
        if (!missing.isEmpty() && !concerned) {
            head = head.primary(Step.go(
                    "change.decide",
                    telling.approval(operation).map(OperationPage::decision).orElse("")));
        } else if (done) {
            head = head.primary(Step.send("change.finish", operation.path() + "/finish"));
        } else if (runs) {
            head = head.primary(Step.send("change.run", operation.path() + "/run"));
        } else if (state == State.UNKNOWN && asked.outcomes().maySettle(actor, operation)) {
            head = head.primary(Step.go("change.settle", operation.path() + "/settle"));
        }
        if (done) {
            head = head.menu(Step.send("change.run", operation.path() + "/run"));
        }
        if (finishes && !done) {
            head = head.menu(Step.send("change.finish", operation.path() + "/finish"));
        }
        if (concerned
                && !operation.emergency()
                && state.after(State.Verb.EXTEND).isPresent()) {
            head = head.menu(Step.go("change.extend", operation.path() + "/extend"));
        }
        if (concerned
                && !operation.emergency()
                && state.after(State.Verb.HAND_OVER).isPresent()) {
            head = head.menu(Step.go("change.handover", operation.path() + "/hand-over"));
        }
        if (asked.may().mayAnywhere(actor, RECORD).isPermitted()) {
            head = head.menu(Step.go("change.record", "/record?change=" + operation.name() + "&sort=time"));
        }
        boolean owns = operation.content().owner().equals(actor.person());
        if (owns && !operation.emergency() && state.after(State.Verb.EDIT).isPresent()) {
            head = head.menu(Step.go("change.again", operation.path() + "/edit"));
        }
        if (state.after(State.Verb.CANCEL).isPresent() && (concerned || decides(actor, operation))) {
            head = head.menu(Step.dangerous("change.cancel", operation.path() + "/cancel", operation.name()));
        }
        return head;
    }

    private boolean decides(Actor actor, Operation operation) {
        return asked.may()
                .may(actor, Operations.VOTE, operation.content().node())
                .isPermitted();
    }

    /** Account and host of the ssh line, once there is one to give. */
    private String login(Actor actor, Operation operation) {
        boolean executes = operation.content().executor().equals(actor.person());
        return executes && operation.openAt(asked.clock().instant())
                ? operation.content().targets().getFirst().account() + "@"
                        + OperationSubject.hostName(
                                operation.content().targets().getFirst())
                : "";
    }

    @PostMapping("/operations/{reference}/cancel")
    @Act("operation.read")
    String cancel(Actor actor, @PathVariable String reference, Form form, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        if (!form.text("confirm").equals(operation.name())) {
            throw BadInput.in("confirm", "page.form.wrong");
        }
        operations.cancel(actor, operation, form.text("reason"));
        Flash.done(redirect, "change.cancelled", operation.name());
        return "redirect:" + operation.path();
    }

    @PostMapping("/operations/{reference}/finish")
    @Act("operation.request")
    String finish(Actor actor, @PathVariable String reference, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        closing.finish(actor, operation, "");
        Flash.done(redirect, "change.finished", operation.name());
        return "redirect:" + operation.path();
    }

    @GetMapping("/operations/{reference}/extend")
    @Act("operation.request")
    ModelAndView extend(Actor actor, @PathVariable String reference) {
        return again(operations.require(actor, reference), "extend", Form.blank("window", "1h"));
    }

    @PostMapping("/operations/{reference}/extend")
    @Act("operation.request")
    Object extended(Actor actor, @PathVariable String reference, Form form, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        try {
            String why = form.required("reason", 2_000);
            if (form.ok()) {
                operations.extend(actor, operation, Windows.length(form.text("window")), why);
                Flash.done(redirect, "change.extended");
                return "redirect:" + operation.path();
            }
        } catch (BadInput mistake) {
            form.reject(mistake);
        }
        return again(operation, "extend", form);
    }

    @GetMapping("/operations/{reference}/hand-over")
    @Act("operation.request")
    ModelAndView handOver(Actor actor, @PathVariable String reference) {
        return again(operations.require(actor, reference), "hand-over", Form.blank());
    }

    @PostMapping("/operations/{reference}/hand-over")
    @Act("operation.request")
    Object handedOver(Actor actor, @PathVariable String reference, Form form, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        String why = form.required("reason", 2_000);
        var to = people.byLogin(form.text("executor")).filter(person -> person.active() && !person.machine());
        if (to.isEmpty()) {
            form.reject("executor", "change.bad.executor", Targets.shown(form.text("executor")));
        }
        if (!form.ok() || to.isEmpty()) {
            return again(operation, "hand-over", form);
        }
        operations.handOver(actor, operation, to.get(), why);
        Flash.done(redirect, "change.handed");
        return "redirect:" + operation.path();
    }

    private static ModelAndView again(Operation operation, String what, Form form) {
        ModelAndView page = form.ok() ? new ModelAndView("change/again") : Form.again("change/again", form);
        return page.addObject("form", form).addObject("operation", operation).addObject("what", what);
    }

    private static String decision(ApprovalId approval) {
        return "/approvals/" + approval;
    }
}
