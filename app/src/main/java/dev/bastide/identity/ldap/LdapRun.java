package dev.bastide.identity.ldap;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.Provisioning;
import dev.bastide.identity.ldap.LdapStanding.Outcome;
import dev.bastide.identity.ldap.Plan.Kind;
import dev.bastide.identity.scim.Directory;
import dev.bastide.identity.scim.ScimMistake;
import dev.bastide.identity.scim.Told;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the directory and carries out what follows, each person in a transaction of his own, in the name of the source's
 * machine account. A directory that cannot be read, or would take too much at once, changes nothing. (A53)
 */
@Component
class LdapRun {
    private static final Logger LOG = LoggerFactory.getLogger(LdapRun.class);

    private final LdapSources sources;
    private final Ldap ldap;
    private final Planner planner;
    private final Directory directory;
    private final LdapNews news;
    private final Told told;
    private final People people;
    private final ActorOf actors;
    private final AuditLog audit;
    private final Clock clock;

    LdapRun(
            LdapSources sources,
            Ldap ldap,
            Planner planner,
            Directory directory,
            LdapNews news,
            Told told,
            People people,
            ActorOf actors,
            AuditLog audit,
            Clock clock) {
        this.sources = sources;
        this.ldap = ldap;
        this.planner = planner;
        this.directory = directory;
        this.news = news;
        this.told = told;
        this.people = people;
        this.actors = actors;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a run would do now, doing nothing of it. Throws {@link LdapDown} or {@link ActRefused}. */
    Plan preview(LdapSource source) {
        return planner.plan(actor(source), ldap.read(source));
    }

    /** One run, when there is a directory to be read and somebody has agreed to the first. */
    synchronized void run() {
        LdapSources.Kept kept = sources.current().orElse(null);
        if (kept == null || (!kept.begun() && kept.confirmed().isEmpty())) {
            return;
        }
        LdapSource source = kept.source();
        try {
            Plan plan = preview(source);
            boolean agreed = plan.fingerprint().equals(kept.confirmed());
            if (!kept.begun() && !agreed) {
                news.say(Outcome.STOPPED, "identity.ldap.stopped.changed", List.of());
            } else if (!agreed && plan.takesMoreThan(source.shareMax())) {
                news.say(
                        Outcome.STOPPED,
                        "identity.ldap.stopped.share",
                        List.of(
                                Integer.toString(plan.losing()),
                                Integer.toString(plan.people()),
                                Integer.toString(source.shareMax())));
            } else {
                carryOut(actor(source), plan);
                sources.begin();
            }
        } catch (LdapDown down) {
            news.say(Outcome.FAILED, down.key(), down.args());
        } catch (ActRefused refused) {
            news.say(Outcome.FAILED, refused.reason().key(), refused.reason().args());
        }
    }

    private void carryOut(Actor actor, Plan plan) {
        int done = 0;
        int left = 0;
        for (Plan.Line line : plan.lines()) {
            if (line.kind() == Kind.KEPT) {
                keep(actor, line);
            } else if (line.kind() == Kind.PROBLEM || !carryOut(actor, line)) {
                left++;
            } else {
                done++;
            }
        }
        String key = left == 0 ? "identity.ldap.done" : "identity.ldap.done.left";
        news.say(Outcome.DONE, key, List.of(Integer.toString(done), Integer.toString(left)));
    }

    private boolean carryOut(Actor actor, Plan.Line line) {
        try {
            if (line.person() == null) {
                directory.add(actor, line.said());
            } else {
                directory.patch(actor, line.person(), null, line.said());
            }
            return true;
        } catch (ActRefused | ScimMistake e) {
            LOG.warn("What the directory says of {} could not be carried out: {}", line.login(), e.getMessage());
            return false;
        }
    }

    /** A human does it or nobody; others are told once a day. */
    private void keep(Actor actor, Plan.Line line) {
        if (line.person() != null && told.of(line.person(), line.why())) {
            audit.appendNow(AuditRecord.of(
                            clock.instant(),
                            actor,
                            Tag.IDENTITY,
                            Provisioning.ACT,
                            "the directory speaks of " + line.login() + ", who is kept from it: " + line.why(),
                            Result.REFUSED)
                    .object("person", line.person()));
        }
    }

    private Actor actor(LdapSource source) {
        Optional<Person> machine = people.find(source.machine()).filter(LdapRun::isMachine);
        boolean answered = machine.map(Person::owner)
                .flatMap(people::find)
                .filter(Person::active)
                .isPresent();
        if (!answered) {
            throw new LdapDown("identity.ldap.down.machine");
        }
        return actors.person(source.machine(), "127.0.0.1", AccessMethod.JOB, null);
    }

    private static boolean isMachine(Person person) {
        return person.active() && person.machine();
    }
}
