package dev.bastide.record;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogStanding.SignedHead;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.WitnessStanding.Cosigned;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duty;
import dev.bastide.job.Jobs;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeId;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.notification.Reached;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Mails the signed checkpoint once a day to whoever shall keep it: the newest that witnesses cosigned, otherwise the newest
 * there is, to the letter. What nobody here can take back again shows that the log was not written anew. That one did not go
 * out is told to those who watch the log.
 */
@Service
class CheckpointMail {
    private static final String JOB = "record.checkpoint-mail";
    private static final String PATH = "/record/log";
    private static final NoticeKind MAIL = new NoticeKind("record.checkpoint-mail", false);
    private static final NoticeKind FAILED = NoticeKind.security("record.checkpoint-failed");

    /** A mail that is still not out after so long is told as failed. */
    private static final Duration LATEST = Duration.ofHours(6);

    private final JdbcClient jdbc;
    private final ProvenLog log;
    private final Notifications notifications;
    private final AddressBook book;
    private final AuditLog audit;
    private final Clock clock;

    CheckpointMail(
            JdbcClient jdbc,
            ProvenLog log,
            Notifications notifications,
            AddressBook book,
            AuditLog audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.log = log;
        this.notifications = notifications;
        this.book = book;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Who gets it.
     *
     * @param confirmedBy who agreed to it, nobody yet where it was only asked for
     * @param older whether it got checkpoints before two people were needed
     * @param notice the last mail
     * @param mailedAt when it was handed to the mails
     * @param told whether it was told that it did not go out
     */
    record Receiver(
            String address,
            PersonId addedBy,
            Optional<PersonId> confirmedBy,
            boolean older,
            Optional<NoticeId> notice,
            Optional<Instant> mailedAt,
            boolean told) {

        boolean isAgreed() {
            return older || confirmedBy.isPresent();
        }

        /** Nobody agrees to what he asked for himself. */
        boolean mayBeAgreedBy(Actor actor) {
            return !isAgreed() && !addedBy.equals(actor.person());
        }
    }

    List<Receiver> all() {
        return jdbc.sql("""
                select address, added_by, confirmed_by, older, notice_id, mailed_at, told
                from record.checkpoint_receiver
                order by address
                """)
                .query((row, number) -> new Receiver(
                        row.getString("address"),
                        new PersonId(row.getObject("added_by", UUID.class)),
                        Optional.ofNullable(row.getObject("confirmed_by", UUID.class))
                                .map(PersonId::new),
                        row.getBoolean("older"),
                        Optional.ofNullable(row.getObject("notice_id", UUID.class))
                                .map(NoticeId::new),
                        Optional.ofNullable(row.getObject("mailed_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        row.getBoolean("told")))
                .list();
    }

    /** Asks for it: it gets one within the hour after another person has agreed. */
    @Transactional
    public void add(Actor actor, String address) {
        int added = jdbc.sql("""
                insert into record.checkpoint_receiver (address, added_by, added_at)
                values (:address, :by, :now)
                on conflict do nothing
                """)
                .param("address", address)
                .param("by", actor.requirePerson().value())
                .param("now", utc(clock.instant()))
                .update();
        if (added == 1) {
            told(actor, "Asked that the daily checkpoint goes to " + address + " too.", Result.DONE);
        }
    }

    /** Agrees to an address. Throws {@link ActRefused} where it is the one who asked for it. */
    @Transactional
    public void confirm(Actor actor, String address) {
        PersonId by = actor.requirePerson();
        Optional<Receiver> asked = all().stream()
                .filter(receiver -> receiver.address().equals(address) && !receiver.isAgreed())
                .findFirst();
        if (asked.filter(receiver -> receiver.addedBy().equals(by)).isPresent()) {
            throw new ActRefused(Reason.of("record.checkpoint.own", "A111", PATH));
        }
        int agreed = jdbc.sql("""
                update record.checkpoint_receiver
                set confirmed_by = :by, confirmed_at = :now
                where address = :address and confirmed_by is null and not older
                """)
                .param("by", by.value())
                .param("now", utc(clock.instant()))
                .param("address", address)
                .update();
        if (agreed == 1) {
            told(actor, "Agreed that the daily checkpoint goes to " + address + " too.", Result.DONE);
        }
    }

    /** It gets none any more. */
    @Transactional
    public void remove(Actor actor, String address) {
        int removed = jdbc.sql("delete from record.checkpoint_receiver where address = :address")
                .param("address", address)
                .update();
        if (removed == 1) {
            told(actor, "The daily checkpoint does not go to " + address + " any more.", Result.DONE);
        }
    }

    /** Looks every hour: mails what is due, and tells what did not go out. */
    @Transactional
    public void look() {
        Instant now = clock.instant();
        for (Receiver receiver : all().stream().filter(Receiver::isAgreed).toList()) {
            receiver.notice().filter(notice -> !receiver.told()).ifPresent(notice -> check(receiver, notice, now));
            boolean due = receiver.mailedAt()
                    .map(at -> !at.plus(Duration.ofDays(1)).isAfter(now))
                    .orElse(true);
            if (due) {
                log.standing().head().ifPresent(head -> mail(receiver, head, now));
            }
        }
    }

    private void mail(Receiver receiver, SignedHead head, Instant now) {
        Optional<Cosigned> seen = log.witnesses().witnessed();
        String note = seen.map(Cosigned::note).orElse(head.note());
        long size = seen.map(Cosigned::size).orElse(head.size());
        Notice notice = new Notice(
                MAIL,
                List.of(receiver.addedBy()),
                seen.isPresent() ? "record.checkpoint.mail" : "record.checkpoint.mail-unseen",
                List.of(Long.toString(size), note),
                PATH);
        Optional<NoticeId> mailed = notifications.post(receiver.address(), notice);
        if (mailed.isEmpty()) {
            failed(receiver, "no mail is set up");
            return;
        }
        jdbc.sql("""
                update record.checkpoint_receiver
                set notice_id = :notice, mailed_at = :now, told = false
                where address = :address
                """)
                .param("notice", mailed.get().value())
                .param("now", utc(now))
                .param("address", receiver.address())
                .update();
        told(
                Jobs.actor(JOB),
                "The checkpoint of " + size + " records was handed to the mails for " + receiver.address() + ".",
                Result.DONE);
    }

    private void check(Receiver receiver, NoticeId notice, Instant now) {
        List<Reached> reached = notifications.reached(notice);
        boolean sent = reached.stream().anyMatch(Reached::sent);
        boolean over = reached.isEmpty() || reached.stream().allMatch(Reached::settled);
        boolean late =
                receiver.mailedAt().map(at -> at.plus(LATEST).isBefore(now)).orElse(false);
        if (!sent && (over || late)) {
            failed(receiver, "its mail server did not take it");
        }
    }

    private void failed(Receiver receiver, String why) {
        if (receiver.told()) {
            return;
        }
        jdbc.sql("update record.checkpoint_receiver set told = true where address = :address")
                .param("address", receiver.address())
                .update();
        told(Jobs.actor(JOB), "The checkpoint did not reach " + receiver.address() + ": " + why + ".", Result.FAILED);
        List<PersonId> watchers = book.withDuty(Duty.AUDITOR);
        if (!watchers.isEmpty()) {
            notifications.tell(
                    new Notice(FAILED, watchers, "record.checkpoint.failed.notice", List.of(receiver.address()), PATH));
        }
    }

    private void told(Actor actor, String content, Result result) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.checkpoint_mail", content, result));
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
