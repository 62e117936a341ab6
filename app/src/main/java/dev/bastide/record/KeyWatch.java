package dev.bastide.record;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.KeyLog;
import dev.bastide.audit.KeyUse;
import dev.bastide.audit.ProvenLog;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duty;
import dev.bastide.job.Jobs;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.vault.Escrow;
import dev.bastide.vault.KeyEvents;
import dev.bastide.vault.Vault;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Watches the keys: takes up a rotation that was made on the server, records what was done there, and rings when the master
 * key is older than it may be. Source: seed 000 s4 (A111).
 */
@Component
class KeyWatch {
    static final String PATH = "/record/keys";

    private static final String WATCH = "record.key-watch";
    private static final AlarmKind OLD = new AlarmKind("record.key-alarm", AlarmLevel.HIGH);
    private static final NoticeKind DONE = NoticeKind.security("record.key-alarm");
    private static final String MASTER = "master-key";

    private final Vault vault;
    private final Path home;
    private final KeyEvents events;
    private final KeyLog keyLog;
    private final ProvenLog log;
    private final Notifications notifications;
    private final Alarms alarms;
    private final AddressBook book;
    private final TransactionTemplate transaction;
    private final Duration rotation;
    private final Clock clock;
    private int seen;
    private boolean wrapped;

    KeyWatch(
            Vault vault,
            @Value("${bastide.home}") Path home,
            KeyLog keyLog,
            KeyUse use,
            ProvenLog log,
            Notifications notifications,
            Alarms alarms,
            AddressBook book,
            PlatformTransactionManager transactions,
            Jobs jobs,
            @Value("${bastide.keys.rotation-days:365}") int rotationDays,
            Clock clock) {
        this.vault = vault;
        this.home = home;
        this.events = new KeyEvents(home);
        this.keyLog = keyLog;
        this.log = log;
        this.notifications = notifications;
        this.alarms = alarms;
        this.book = book;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        if (rotationDays < 1) {
            throw new IllegalArgumentException("bastide.keys.rotation-days is 1 or more, and not " + rotationDays);
        }
        this.rotation = Duration.ofDays(rotationDays);
        jobs.every(WATCH, Duration.ofSeconds(15), this::watch);
        jobs.every("record.key-use", Duration.ofMinutes(1), use::writeDue);
    }

    /** Looks four times a minute; one at a time, so that none rings for what another has just found mended. */
    synchronized void watch() {
        if (vault.takeUp() || !wrapped) {
            log.rewrap(Jobs.actor(WATCH));
            wrapped = true;
        }
        tellEvents();
        Reason old = new Reason("record.keys.old", List.of(Long.toString(rotation.toDays())), "A111", PATH);
        if (isOld()) {
            alarms.raiseNow(new Happening(OLD, null, MASTER, old, "record"));
        } else {
            transaction.executeWithoutResult(status -> alarms.clear(OLD, null, MASTER, "record.keys.young"));
        }
    }

    private void tellEvents() {
        List<KeyEvents.Event> all = events.all();
        if (all.size() == seen) {
            return;
        }
        for (KeyEvents.Event event : keyLog.record(all)) {
            List<PersonId> to = Stream.of(Duty.ISO, Duty.AUDITOR, Duty.ADMINISTRATOR)
                    .flatMap(duty -> book.withDuty(duty).stream())
                    .distinct()
                    .toList();
            if (!to.isEmpty()) {
                List<String> args = List.of(event.words(), event.account());
                transaction.executeWithoutResult(
                        status -> notifications.tell(new Notice(DONE, to, "record.keys.notice", args, PATH)));
            }
        }
        seen = all.size();
    }

    /** Whether the master key is older than it may be. */
    boolean isOld() {
        return !due().isAfter(clock.instant());
    }

    /** When the master key is to be rotated. */
    Instant due() {
        return vault.master().madeAt().plus(rotation);
    }

    /** Who has shares of it, as the home folder says. */
    Optional<Escrow> escrow() {
        return Escrow.of(home);
    }
}
