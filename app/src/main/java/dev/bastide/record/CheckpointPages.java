package dev.bastide.record;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.job.Jobs;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.Tone;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who gets the checkpoint by mail, as the page of the log sets it. */
@Controller
class CheckpointPages {
    private static final String BACK = "redirect:/record/log#checkpoint-mail";
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>]{1,64}@[^@\\s<>]{1,255}");

    private final CheckpointMail mail;

    CheckpointPages(CheckpointMail mail, Jobs jobs) {
        this.mail = mail;
        jobs.every("record.checkpoint-mail", Duration.ofHours(1), mail::look);
    }

    @PostMapping("/record/log/receivers")
    @Act("audit.export")
    String add(Actor actor, Form form, RedirectAttributes redirect) {
        String address = form.text("address");
        if (ADDRESS.matcher(address).matches()) {
            mail.add(actor, address);
            Flash.done(redirect, "record.checkpoint.added");
        } else {
            Flash.say(redirect, Tone.VIOLATED, "record.checkpoint.bad-address");
        }
        return BACK;
    }

    @PostMapping("/record/log/receivers/confirm")
    @Act("audit.export")
    String confirm(Actor actor, Form form, RedirectAttributes redirect) {
        mail.confirm(actor, form.text("address"));
        Flash.done(redirect, "record.checkpoint.confirmed");
        return BACK;
    }

    @PostMapping("/record/log/receivers/remove")
    @Act("audit.export")
    String remove(Actor actor, Form form, RedirectAttributes redirect) {
        mail.remove(actor, form.text("address"));
        Flash.done(redirect, "record.checkpoint.removed");
        return BACK;
    }
}
