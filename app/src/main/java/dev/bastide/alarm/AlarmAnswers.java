package dev.bastide.alarm;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import dev.bastide.page.Live;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes alarms and ends them, for people: those who may on the node, and whoever was told of it. */
@Service
class AlarmAnswers {
    static final Action VIEW = new Action("alarm.view");
    static final Action ACKNOWLEDGE = new Action("alarm.acknowledge");
    static final int TEXT_CHARACTERS_MAX = 2_000;

    private static final NoticeKind TAKEN = new NoticeKind("alarm.taken", false);
    private static final Pattern NAME = Pattern.compile("(?i)alm-0*(\\d{1,12})");

    private final StoredAlarms alarms;
    private final Standings standings;
    private final Answered answered;
    private final AlarmTickets tickets;
    private final Places places;
    private final People people;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Live live;
    private final Clock clock;

    AlarmAnswers(
            StoredAlarms alarms,
            Standings standings,
            Answered answered,
            AlarmTickets tickets,
            Places places,
            People people,
            Notifications notifications,
            AuditLog audit,
            Live live,
            Clock clock) {
        this.alarms = alarms;
        this.standings = standings;
        this.answered = answered;
        this.tickets = tickets;
        this.places = places;
        this.people = people;
        this.notifications = notifications;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** The alarm of this id or name, as this reader may see it. Throws {@link NoSuch}. */
    Standing read(Actor actor, String id) {
        Standing standing = standings.of(find(id));
        boolean seen = standing.told().contains(actor.requirePerson())
                || places.may(actor, VIEW, standing.alarm().node()).isPermitted();
        if (!seen) {
            throw new NoSuch("alarm.alarm", id);
        }
        return standing;
    }

    /** Whether this reader could take it or end it. */
    boolean mayAnswer(Actor actor, Standing standing) {
        return decide(actor, standing).isPermitted();
    }

    /**
     * Takes it: from here on it does not climb, unless it goes on happening and is not ended in time. Throws {@link ActRefused} where somebody has it, where it has ended, and for
     * whoever neither may nor was told.
     */
    @Transactional
    public Standing acknowledge(Actor actor, String id, String note) {
        Standing standing = locked(actor, id);
        decide(actor, standing).orThrow();
        Acknowledgement before = standing.acknowledgement();
        if (before != null && before.person().equals(actor.requirePerson())) {
            return standing;
        }
        if (before != null) {
            throw refused("alarm.refused.taken", standing, name(before.person()));
        }
        open(standing);
        take(actor, standing, note);
        return standings.of(standing.alarm());
    }

    /** Ends it with its cause, taking it first where nobody has it. Throws {@link BadInput} without cause or words. */
    @Transactional
    public Standing resolve(Actor actor, String id, String cause, String told) {
        Standing standing = locked(actor, id);
        decide(actor, standing).orThrow();
        open(standing);
        if (!Resolution.CAUSES.contains(cause)) {
            throw BadInput.in("cause", "alarm.bad.cause", String.join(", ", Resolution.CAUSES));
        }
        if (told.isBlank()) {
            throw BadInput.in("told", "page.form.required");
        }
        fit("told", told);
        if (standing.acknowledgement() == null) {
            take(actor, standing, "");
        }
        Instant now = Moments.now(clock);
        answered.resolve(standing.alarm().id(), new Resolution(actor.requirePerson(), cause, told.strip(), now));
        record(
                actor,
                standing,
                "alarm.resolve",
                "Resolved " + standing.alarm().name() + ", " + cause + ": " + told,
                now);
        tickets.ended(actor, standing.alarm());
        return standings.of(standing.alarm());
    }

    private void take(Actor actor, Standing standing, String note) {
        fit("note", note);
        Instant now = Moments.now(clock);
        PersonId person = actor.requirePerson();
        String method = actor.method() == AccessMethod.API ? "api" : "console";
        answered.acknowledge(standing.alarm().id(), new Acknowledgement(person, now, method, note.strip()));
        record(
                actor,
                standing,
                "alarm.acknowledge",
                "Acknowledged " + standing.alarm().name() + ".",
                now);
        tickets.taken(actor, standing.alarm());
        List<PersonId> others =
                standing.told().stream().filter(other -> !other.equals(person)).toList();
        if (!others.isEmpty()) {
            notifications.tell(new Notice(
                    TAKEN,
                    others,
                    "alarm.taken",
                    List.of(name(person), standing.alarm().name()),
                    "/alarms/" + standing.alarm().id()));
        }
    }

    private Standing locked(Actor actor, String id) {
        Standing standing = read(actor, id);
        Alarm alarm = alarms.lock(standing.alarm().id()).orElseThrow(() -> new NoSuch("alarm.alarm", id));
        return standings.of(alarm);
    }

    private Alarm find(String id) {
        var named = NAME.matcher(id.strip());
        if (named.matches()) {
            return alarms.byNumber(Long.parseLong(named.group(1))).orElseThrow(() -> new NoSuch("alarm.alarm", id));
        }
        try {
            return alarms.find(new AlarmId(UUID.fromString(id.strip())))
                    .orElseThrow(() -> new NoSuch("alarm.alarm", id));
        } catch (IllegalArgumentException e) {
            throw new NoSuch("alarm.alarm", id);
        }
    }

    private Decision decide(Actor actor, Standing standing) {
        return standing.told().contains(actor.requirePerson())
                ? Decision.permitted("alarm.told")
                : places.may(actor, ACKNOWLEDGE, standing.alarm().node());
    }

    private static void open(Standing standing) {
        if (standing.resolution() != null) {
            throw refused("alarm.refused.resolved", standing);
        }
    }

    private static void fit(String field, String text) {
        if (text.strip().length() > TEXT_CHARACTERS_MAX) {
            throw BadInput.in(
                    field,
                    "page.form.too-long",
                    Integer.toString(TEXT_CHARACTERS_MAX),
                    Integer.toString(text.strip().length()));
        }
    }

    private static ActRefused refused(String key, Standing standing, String... args) {
        return new ActRefused(
                Reason.of(key, "A103", "/alarms/" + standing.alarm().id(), args));
    }

    private void record(Actor actor, Standing standing, String operation, String content, Instant now) {
        audit.append(AuditRecord.of(now, actor, Tag.NOTIFICATION, operation, content, Result.DONE)
                .object("alarm", standing.alarm().id()));
        live.changed(Messenger.TOPIC, standing.told());
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
