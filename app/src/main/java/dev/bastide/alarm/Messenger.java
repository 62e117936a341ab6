package dev.bastide.alarm;

import dev.bastide.alarm.Telling.Channel;
import dev.bastide.alarm.Telling.Delivery;
import dev.bastide.alarm.Telling.Outcome;
import dev.bastide.alarm.Telling.Why;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.Live;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the people of a rung, in the caller's transaction, and writes down whom. */
@Component
class Messenger {
    static final String TOPIC = "alarms";

    /** Urgent, so that quiet hours never hold it back; it climbs by itself, so nothing else insists on it. */
    private static final NoticeKind TOLD = new NoticeKind("alarm.told", true);

    private static final Logger LOG = LoggerFactory.getLogger(Messenger.class);

    private final Ladder ladder;
    private final Tellings tellings;
    private final Notifications notifications;
    private final Places places;
    private final People people;
    private final AuditLog audit;
    private final Live live;

    Messenger(
            Ladder ladder,
            Tellings tellings,
            Notifications notifications,
            Places places,
            People people,
            AuditLog audit,
            Live live) {
        this.ladder = ladder;
        this.tellings = tellings;
        this.notifications = notifications;
        this.places = places;
        this.people = people;
        this.audit = audit;
        this.live = live;
    }

    /** Tells the rung after the one told last, or the first. Rungs on which nobody new is are passed, and said to be. */
    void tellNext(Alarm alarm, @Nullable Telling last, Set<PersonId> told, Why why, Instant now, Actor by) {
        List<Rung> passed = new ArrayList<>();
        List<PersonId> to = List.of();
        Rung rung = Rung.OFFICER;
        int from = last == null ? 0 : last.rung().place() + 1;
        for (Rung next : Rung.values()) {
            if (next.place() < from || !to.isEmpty()) {
                continue;
            }
            rung = next;
            to = ladder.at(rung, alarm.node(), told);
            if (to.isEmpty()) {
                passed.add(rung);
            }
        }
        if (to.isEmpty()) {
            to = ladder.last(alarm.node());
        }
        if (to.isEmpty()) {
            LOG.error("There is nobody who could be told of alarm {} ({})", alarm.id(), alarm.kind());
        }
        tell(alarm, last, new Turn(rung, why, passed, to), now, by);
    }

    /** Tells who has it that it happened again. The alarm stays on its rung. */
    void tellHolder(Alarm alarm, @Nullable Telling last, PersonId taker, Instant now, Actor by) {
        Rung rung = last == null ? Rung.ON_DUTY : last.rung();
        tell(alarm, last, new Turn(rung, Why.RECURRED, List.of(), ladder.holder(taker, alarm.node())), now, by);
    }

    private record Turn(Rung rung, Why why, List<Rung> passed, List<PersonId> to) {}

    private void tell(Alarm alarm, @Nullable Telling last, Turn turn, Instant now, Actor by) {
        List<PersonId> to = turn.to().stream().distinct().toList();
        @Nullable
        UUID notice = to.isEmpty()
                ? null
                : notifications.tell(notice(alarm, turn.why(), to)).value();
        List<Delivery> inbox = to.stream()
                .map(person -> new Delivery(person, Channel.INBOX, Outcome.DELIVERED, now))
                .toList();
        int step = tellings.nextStep(alarm.id(), last);
        tellings.add(new Telling(
                tellings.idOf(alarm.id(), step),
                alarm.id(),
                step,
                turn.rung(),
                turn.why(),
                turn.passed(),
                notice,
                now,
                inbox));
        String names = to.stream()
                .map(person -> people.find(person).map(Person::login).orElse(person.toString()))
                .collect(Collectors.joining(", "));
        String content = alarm.name() + " (" + alarm.kind() + " on " + places.path(alarm.node()) + "), "
                + turn.why().word() + ": told " + turn.rung().word() + " " + (names.isEmpty() ? "nobody" : names)
                + (turn.passed().isEmpty()
                        ? ""
                        : "; nobody new on "
                                + turn.passed().stream().map(Rung::word).collect(Collectors.joining(", ")));
        audit.append(AuditRecord.of(
                        now, by, Tag.NOTIFICATION, "alarm.tell", content, to.isEmpty() ? Result.FAILED : Result.DONE)
                .object("alarm", alarm.id()));
        live.changed(TOPIC, to);
    }

    private Notice notice(Alarm alarm, Why why, List<PersonId> to) {
        List<String> args = List.of(
                Notice.said(alarm.level().key()),
                places.path(alarm.node()),
                Notice.said(alarm.key(), alarm.args()),
                alarm.name());
        String key = why == Why.RECURRED || why == Why.UNRESOLVED ? "alarm.told-again" : "alarm.told";
        return new Notice(TOLD, to, key, args, "/alarms/" + alarm.id());
    }
}
