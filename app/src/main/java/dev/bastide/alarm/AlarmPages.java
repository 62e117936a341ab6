package dev.bastide.alarm;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is wrong now, who has it, and one alarm with all that followed. */
@Controller
class AlarmPages {
    private final AlarmList list;
    private final AlarmAnswers answers;
    private final AlarmStory story;
    private final Listing<Standing> alarms;

    AlarmPages(AlarmList list, AlarmAnswers answers, AlarmStory story, AlarmLines lines, Places places) {
        this.list = list;
        this.answers = answers;
        this.story = story;
        this.alarms = Listing.<Standing>of("alarm.alarms")
                .search("q")
                .choice("state", AlarmList.STATES.toArray(String[]::new))
                .choice("level", "critical", "high", "medium", "low")
                .choice("proof", "undelivered", "unanswered", "ticketless")
                .column("level", row -> new Cell.State(row.alarm().level().chip()))
                .column(
                        "what",
                        row -> new Cell.Said(row.alarm().key(), row.alarm().args()))
                .column("node", row -> Cell.text(places.path(row.alarm().node())))
                .column("state", row -> new Cell.State(row.chip()))
                .column("who", row -> Cell.text(lines.who(row)))
                .column("next", row -> Cell.due(row.nextAt()))
                .column("times", row -> Cell.number(row.times()))
                .sorted("raised", row -> Cell.time(row.alarm().raisedAt()))
                .opens(row -> "/alarms/" + row.alarm().id());
    }

    @GetMapping("/alarms")
    @Act("alarm.view")
    ModelAndView list(Actor actor, ListQuery query) {
        return alarms.page("alarm/alarms", query, list.page(actor, query));
    }

    // Not alarm.view: who was told of it opens it, whatever he may else.
    @GetMapping("/alarms/{id}")
    @Act(Act.SELF)
    ModelAndView open(Actor actor, @PathVariable String id, Words words) {
        return page(actor, answers.read(actor, id), Form.blank(), words);
    }

    @PostMapping("/alarms/{id}/acknowledge")
    @Act(Act.SELF)
    String acknowledge(Actor actor, @PathVariable String id, Form form, RedirectAttributes redirect) {
        Standing standing = answers.acknowledge(actor, id, form.text("note"));
        Flash.done(redirect, "alarm.acknowledged", standing.alarm().name());
        return "redirect:/alarms/" + standing.alarm().id();
    }

    @PostMapping("/alarms/{id}/resolve")
    @Act(Act.SELF)
    Object resolve(Actor actor, @PathVariable String id, Form form, Words words, RedirectAttributes redirect) {
        try {
            Standing standing = answers.resolve(actor, id, form.text("cause"), form.text("told"));
            Flash.done(redirect, "alarm.resolved", standing.alarm().name());
            return "redirect:/alarms/" + standing.alarm().id();
        } catch (BadInput mistake) {
            ModelAndView again = page(actor, answers.read(actor, id), form.reject(mistake), words);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
    }

    private ModelAndView page(Actor actor, Standing standing, Form form, Words words) {
        Alarm alarm = standing.alarm();
        boolean answerable = standing.resolution() == null && answers.mayAnswer(actor, standing);
        ObjectHead head = ObjectHead.of("alarm.alarm", words.why(alarm.reason()))
                .state(standing.chip())
                .at(story.place(standing), story.owner(standing));
        if (answerable && standing.acknowledgement() == null) {
            head = head.primary(Step.send("alarm.acknowledge", "/alarms/" + alarm.id() + "/acknowledge"));
        } else if (!alarm.path().isEmpty()) {
            head = head.primary(Step.go("alarm.go", alarm.path()));
        }
        Map<String, String> causes = new LinkedHashMap<>();
        Resolution.CAUSES.forEach(cause -> causes.put(cause, words.say("alarm.cause." + cause)));
        return new ModelAndView("alarm/alarm")
                .addObject("head", head)
                .addObject("id", alarm.id().toString())
                .addObject("climbs", standing.climbs())
                .addObject("story", story.of(standing, words))
                .addObject("facts", story.facts(standing))
                .addObject("answerable", answerable)
                .addObject("causes", causes)
                .addObject("form", form);
    }
}
