package dev.bastide.record.review;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.Words;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How often, how long, how much, and what is asked. */
@Controller
class TermsPages {
    private static final String PATH = "/record/campaigns/terms";

    private final StoredTerms terms;
    private final Settling settling;

    TermsPages(StoredTerms terms, Settling settling) {
        this.terms = terms;
        this.settling = settling;
    }

    @GetMapping(PATH)
    @Act("audit.read")
    ModelAndView look(Words words) {
        return page(standing(), words);
    }

    private Form standing() {
        Terms now = terms.terms();
        return Form.blank(
                "months", Integer.toString(now.months()),
                "days", Integer.toString(now.days()),
                "confidence", Integer.toString(now.confidence()),
                "tolerable", Integer.toString(now.tolerable()),
                "questions", String.join("\n", terms.checklist().own()));
    }

    private ModelAndView page(Form form, Words words) {
        Checklist list = terms.checklist();
        return new ModelAndView("record/review/terms")
                .addObject("form", form)
                .addObject("version", list.number())
                .addObject(
                        "floor",
                        Checklist.FLOOR.stream()
                                .map(question -> Judging.question(words, question))
                                .toList())
                .addObject(
                        "size",
                        Sample.size(
                                Long.MAX_VALUE,
                                terms.terms().confidence(),
                                terms.terms().tolerable()));
    }

    @PostMapping(PATH)
    @Act("review.edit")
    Object set(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        Optional<Integer> months = form.number("months", 1, Terms.MONTHS_MAX);
        Optional<Integer> days = form.number("days", 1, Terms.DAYS_MAX);
        Optional<Integer> confidence = form.number("confidence", Terms.CONFIDENCE_MIN, Terms.CONFIDENCE_MAX);
        Optional<Integer> tolerable = form.number("tolerable", 1, Terms.TOLERABLE_MAX);
        if (!form.ok()) {
            return again(form.with("questions", standing().text("questions")), words);
        }
        settling.set(
                actor,
                new Terms(months.orElseThrow(), days.orElseThrow(), confidence.orElseThrow(), tolerable.orElseThrow()));
        Flash.done(redirect, "record.review.terms.done");
        return "redirect:" + PATH;
    }

    @PostMapping("/record/campaigns/checklist")
    @Act("review.edit")
    Object ask(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        try {
            List<String> own = form.text("questions").lines().toList();
            Flash.done(redirect, "record.review.checklist.done", Long.toString(settling.ask(actor, own)));
            return "redirect:" + PATH;
        } catch (BadInput mistake) {
            Form typed = standing().with("questions", form.text("questions"));
            return again(typed.reject(mistake), words);
        }
    }

    private ModelAndView again(Form form, Words words) {
        ModelAndView page = page(form, words);
        page.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return page;
    }
}
