package dev.bastide.deadline;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.job.JobStanding;
import dev.bastide.job.Jobs;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The program's recurring work, as an administrator sees it: when it ran, when it runs next, what went wrong. */
@Controller
class JobPages {
    private final Jobs jobs;
    private final Clock clock;
    private final Listing<JobStanding> listing;

    JobPages(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
        this.listing = Listing.<JobStanding>of("deadline.jobs")
                .column("name", job -> Cell.code(job.name()))
                .column("state", job -> new Cell.State(chip(job, clock.instant())))
                .column("last", job -> Cell.time(job.lastFinished()))
                .column("next", job -> Cell.time(job.nextRun()))
                .column("runs", job -> Cell.number(job.runs()))
                .column("failures", job -> Cell.number(job.failures()))
                .column("failure", job -> Cell.text(job.lastFailure()))
                .opens(job -> "/settings/jobs/" + job.name());
    }

    @GetMapping("/settings/jobs")
    @Act("settings.edit")
    ModelAndView list(ListQuery query) {
        return listing.page(query, ListResult.whole(jobs.all()));
    }

    @GetMapping("/settings/jobs/{name}")
    @Act("settings.edit")
    ModelAndView open(@PathVariable String name) {
        JobStanding job = find(name);
        Instant now = clock.instant();
        ObjectHead head = ObjectHead.of("deadline.job", job.name())
                .state(chip(job, now))
                .primary(Step.send("deadline.job.hasten", "/settings/jobs/" + job.name() + "/hasten"));
        List<Fact> facts = List.of(
                new Fact("deadline.jobs.interval", Cell.text(job.interval().toString())),
                new Fact("deadline.jobs.started", Cell.time(job.lastStarted())),
                new Fact("deadline.jobs.last", Cell.time(job.lastFinished())),
                new Fact("deadline.jobs.next", Cell.time(job.nextRun())),
                new Fact("deadline.jobs.runs", Cell.number(job.runs())),
                new Fact("deadline.jobs.failures", Cell.number(job.failures())),
                new Fact("deadline.jobs.lost", Cell.number(job.lost())),
                new Fact("deadline.jobs.failing", Cell.time(job.failingSince())));
        return new ModelAndView("deadline/job")
                .addObject("head", head)
                .addObject("facts", facts)
                .addObject("failure", job.lastFailure() == null ? "" : job.lastFailure());
    }

    @PostMapping("/settings/jobs/{name}/hasten")
    @Act("settings.edit")
    String hasten(Actor actor, @PathVariable String name, RedirectAttributes redirect) {
        if (!jobs.hasten(actor, name)) {
            throw new NoSuch("deadline.job", name);
        }
        Flash.done(redirect, "deadline.job.hastened", name);
        return "redirect:/settings/jobs/" + find(name).name();
    }

    private JobStanding find(String name) {
        return jobs.all().stream()
                .filter(job -> job.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuch("deadline.job", name));
    }

    private static Chip chip(JobStanding job, Instant now) {
        if (job.failingSince() != null) {
            return Chip.of(Tone.VIOLATED, "deadline.job.failing");
        }
        if (job.running()) {
            return Chip.of(Tone.PROGRESS, "deadline.job.running");
        }
        if (job.overdue(now)) {
            return Chip.of(Tone.DUE, "deadline.job.overdue");
        }
        return job.lastFinished() == null
                ? Chip.of(Tone.UNKNOWN, "deadline.job.never")
                : Chip.of(Tone.HOLDS, "deadline.job.well");
    }
}
