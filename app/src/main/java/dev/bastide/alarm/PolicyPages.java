package dev.bastide.alarm;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How long each rung of the ladder is waited for, within what each level allows at most. */
@Controller
class PolicyPages {
    private final Patience patience;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    PolicyPages(Patience patience, AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
        this.patience = patience;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One level and what is set for it. */
    record Level(String word, String key, long most, Form form) {}

    @GetMapping("/settings/escalation")
    @Act("settings.edit")
    ModelAndView show() {
        return page("", Form.blank());
    }

    @PostMapping("/settings/escalation/{level}")
    @Act("settings.edit")
    Object save(Actor actor, @PathVariable("level") String word, Form form, Words words, RedirectAttributes redirect) {
        AlarmLevel level = Stream.of(AlarmLevel.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new NoSuch("alarm.alarms.level", word));
        List<Integer> minutes = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            Optional<Integer> number =
                    form.number(rung.word(), 1, Math.toIntExact(level.most().toMinutes()));
            number.ifPresent(minutes::add);
        }
        if (!form.ok()) {
            ModelAndView again = page(word, form);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        transaction.executeWithoutResult(status -> {
            Instant now = Moments.now(clock);
            List<Integer> before = patience.minutes(level);
            patience.set(level, minutes, actor.requirePerson(), now);
            audit.append(AuditRecord.of(
                            now,
                            actor,
                            Tag.NOTIFICATION,
                            "alarm.set-patience",
                            "Minutes waited for each rung of " + word + " from " + before + " to " + minutes,
                            Result.DONE)
                    .object("alarm-level", word));
        });
        Flash.done(redirect, "alarm.policy.saved", words.say(level.key()));
        return "redirect:/settings/escalation";
    }

    private ModelAndView page(String mistaken, Form form) {
        List<Level> levels = new ArrayList<>();
        for (AlarmLevel level : AlarmLevel.values()) {
            List<Integer> minutes = patience.minutes(level);
            List<String> values = new ArrayList<>();
            for (Rung rung : Rung.values()) {
                values.add(rung.word());
                values.add(Integer.toString(minutes.get(rung.place())));
            }
            levels.add(new Level(
                    level.word(),
                    level.key(),
                    level.most().toMinutes(),
                    level.word().equals(mistaken) ? form : Form.blank(values.toArray(String[]::new))));
        }
        return new ModelAndView("alarm/policy")
                .addObject("levels", levels)
                .addObject("rungs", Stream.of(Rung.values()).map(Rung::word).toList());
    }
}
