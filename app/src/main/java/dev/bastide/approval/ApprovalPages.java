package dev.bastide.approval;

import dev.bastide.approval.Ballot.Verdict;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of approvals, and the one Decision page for everything that is approved. */
@Controller
class ApprovalPages {
    private final Approvals approvals;
    private final ApprovalReading reading;
    private final ApprovalWords shapes;
    private final FactorGate factor;

    ApprovalPages(Approvals approvals, ApprovalReading reading, ApprovalWords shapes, FactorGate factor) {
        this.approvals = approvals;
        this.reading = reading;
        this.shapes = shapes;
        this.factor = factor;
    }

    @Bean
    NavEntry approvalsNav() {
        return NavEntry.of(NavGroup.NOW, "approval.nav", "checks", "/approvals", Act.SELF, 20)
                .letter("a")
                .waiting(actor -> reading.waitingFor(actor).size());
    }

    @GetMapping("/approvals")
    @Act(Act.SELF)
    ModelAndView list(Actor actor, Words words, ListQuery query) {
        Listing<Approval> listing = Listing.<Approval>of("approval.approvals")
                .choice("state", "waiting", "approved", "rejected", "voided", "withdrawn")
                .column("title", approval -> Cell.text(ApprovalWords.title(approval, words)))
                .column("node", approval -> Cell.text(reading.nodePath(approval)))
                .column("requester", approval -> Cell.text(reading.nameOf(approval.requester())))
                .column("state", approval -> new Cell.State(ApprovalWords.chip(approval)))
                .column("asked", approval -> Cell.time(approval.askedAt()))
                .opens(Approval::decisionPath);
        return listing.page(query, ListResult.whole(reading.recent(actor, query.filter("state"))));
    }

    @GetMapping("/approvals/{id}")
    @Act(Act.SELF)
    ModelAndView view(Actor actor, Words words, @PathVariable UUID id) {
        return page(actor, words, id, Form.blank());
    }

    @PostMapping("/approvals/{id}")
    @Act("approval.vote")
    Object vote(Actor actor, Words words, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        String evaluation = form.required("evaluation", Ballot.EVALUATION_CHARACTERS_MAX);
        if (form.ok() && evaluation.length() < Ballot.EVALUATION_CHARACTERS_MIN) {
            form.reject("evaluation", "approval.evaluation.short", Integer.toString(Ballot.EVALUATION_CHARACTERS_MIN));
        }
        if (!form.ok()) {
            ModelAndView again = page(actor, words, id, form);
            again.setStatus(org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        Verdict verdict = form.text("verdict").equals("yes") ? Verdict.YES : Verdict.NO;
        Ballot ballot = new Ballot(verdict, evaluation, form.text("code"), form.text("hash"));
        approvals.vote(actor, new ApprovalId(id), ballot).orThrow();
        if (verdict == Verdict.YES) {
            Flash.done(redirect, "approval.voted.yes");
        } else {
            Flash.say(redirect, Tone.VIOLATED, "approval.voted.no");
        }
        return "redirect:/approvals/" + id;
    }

    private ModelAndView page(Actor actor, Words words, UUID id, Form form) {
        ApprovalReading.Read read = reading.read(actor, id);
        Approval approval = read.approval();
        ObjectHead head = ObjectHead.of("approval.approval", ApprovalWords.title(approval, words))
                .state(ApprovalWords.chip(approval))
                .at(reading.nodePath(approval), reading.headNames(approval));
        var bar = reading.bar(actor, read);
        return new ModelAndView("approval/view")
                .addObject("head", head)
                .addObject("card", shapes.card(read, words))
                .addObject("form", form)
                .addObject("mayVote", bar.isEmpty())
                .addObject(
                        "whyNot",
                        bar.filter(reason -> approval.waits()).map(words::why).orElse(""))
                .addObject("needsCode", factor.needsCode(actor))
                .addObject("facts", shapes.facts(read, words))
                .addObject("story", shapes.story(read));
    }
}
