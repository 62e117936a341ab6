package dev.bastide.identity.ldap;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.job.Jobs;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of the directory that is read by LDAP: where it is, what a run would do, how the last one ended. */
@Controller
@Act("settings.edit")
class LdapPages {
    static final String PATH = "/settings/directory/ldap";

    private static final String TEMPLATE = "identity/ldap/ldap";
    private static final int LINES_SHOWN = 200;

    private final LdapSources sources;
    private final LdapStandings standings;
    private final LdapRun run;
    private final LdapForm forms;
    private final People people;
    private final Jobs jobs;

    LdapPages(LdapSources sources, LdapStandings standings, LdapRun run, LdapForm forms, People people, Jobs jobs) {
        this.sources = sources;
        this.standings = standings;
        this.run = run;
        this.forms = forms;
        this.people = people;
        this.jobs = jobs;
    }

    /** What a run would do, as far as one page shows it. */
    record Shown(Plan plan, List<Plan.Line> lines, boolean takesTooMuch) {
        static Shown of(Plan plan, int shareMax) {
            return new Shown(plan, plan.lines().stream().limit(LINES_SHOWN).toList(), plan.takesMoreThan(shareMax));
        }
    }

    @GetMapping(PATH)
    ModelAndView show(Words words) {
        Form form = sources.current().map(kept -> LdapForm.of(kept.source())).orElseGet(LdapForm::blank);
        return filled(new ModelAndView(TEMPLATE).addObject("form", form), words, Optional.empty());
    }

    @PostMapping(PATH)
    Object save(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        Optional<LdapSource> source = forms.read(form, sources.current().map(LdapSources.Kept::source));
        if (source.isEmpty()) {
            return filled(Form.again(TEMPLATE, form), words, Optional.empty());
        }
        sources.save(actor, source.get());
        standings.forget();
        Flash.done(redirect, "identity.ldap.saved");
        return "redirect:" + PATH;
    }

    /** Reads the directory and shows what a run would do; does nothing of it. */
    @PostMapping(PATH + "/preview")
    Object preview(Words words, RedirectAttributes redirect) {
        Optional<LdapSource> source = sources.current().map(LdapSources.Kept::source);
        if (source.isEmpty()) {
            return "redirect:" + PATH;
        }
        try {
            Shown shown = Shown.of(run.preview(source.get()), source.get().shareMax());
            Form form = LdapForm.of(source.get());
            return filled(new ModelAndView(TEMPLATE).addObject("form", form), words, Optional.of(shown));
        } catch (LdapDown down) {
            Flash.say(redirect, Tone.VIOLATED, down.key(), down.args().toArray(String[]::new));
        } catch (ActRefused refused) {
            Flash.say(
                    redirect,
                    Tone.VIOLATED,
                    refused.reason().key(),
                    refused.reason().args().toArray(String[]::new));
        }
        return "redirect:" + PATH;
    }

    /** Agrees to exactly the plan that was shown, and lets it be carried out at once. */
    @PostMapping(PATH + "/confirm")
    String confirm(Actor actor, Form form, RedirectAttributes redirect) {
        String plan = form.text("plan");
        if (plan.matches("[0-9a-f]{64}")) {
            sources.confirm(actor, plan);
            jobs.hasten(actor, LdapNews.JOB);
            Flash.done(redirect, "identity.ldap.confirmed");
        }
        return "redirect:" + PATH;
    }

    @PostMapping(PATH + "/run")
    String runNow(Actor actor, RedirectAttributes redirect) {
        jobs.hasten(actor, LdapNews.JOB);
        Flash.done(redirect, "identity.ldap.due");
        return "redirect:" + PATH;
    }

    @PostMapping(PATH + "/remove")
    String remove(Actor actor, RedirectAttributes redirect) {
        sources.remove(actor);
        standings.forget();
        Flash.done(redirect, "identity.ldap.removed");
        return "redirect:" + PATH;
    }

    private ModelAndView filled(ModelAndView page, Words words, Optional<Shown> shown) {
        Map<String, String> machines = new LinkedHashMap<>();
        people.active().stream()
                .filter(Person::machine)
                .forEach(machine ->
                        machines.put(machine.id().toString(), machine.name() + " (" + machine.login() + ")"));
        Map<String, String> securities = new LinkedHashMap<>();
        securities.put("tls", words.say("identity.ldap.security.tls"));
        securities.put("starttls", words.say("identity.ldap.security.starttls"));
        Optional<LdapSources.Kept> kept = sources.current();
        return page.addObject("machines", machines)
                .addObject("securities", securities)
                .addObject("set", kept.isPresent())
                .addObject("host", kept.map(one -> one.source().host()).orElse(""))
                .addObject("begun", kept.map(LdapSources.Kept::begun).orElse(false))
                .addObject("standing", standings.last().orElse(null))
                .addObject("shown", shown.orElse(null));
    }
}
