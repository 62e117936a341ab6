package dev.bastide.notification;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.search.FlagTerm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the inbox of the sender's address for delivery reports, over IMAP, and takes note of them. */
@Component
class ReportBox {
    static final String NAME = "notification.reports";

    private static final Logger LOG = LoggerFactory.getLogger(ReportBox.class);
    private static final int REPORTS_MAX = 200;

    private final MailSettings settings;
    private final Deliveries deliveries;
    private final Bounces bounces;
    private final Clock clock;
    private final TransactionTemplate transaction;

    ReportBox(
            MailSettings settings,
            Deliveries deliveries,
            Bounces bounces,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.bounces = bounces;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One look; nothing happens when nobody named the box. Throws when the box cannot be opened. */
    void look() {
        Optional<MailSetting> setting =
                settings.current().filter(known -> !known.reportHost().isBlank());
        if (setting.isEmpty()) {
            return;
        }
        try {
            Session session = Session.getInstance(Postman.properties(setting.get()));
            try (Store store = session.getStore("imap")) {
                store.connect(
                        setting.get().reportHost(),
                        setting.get().reportPort(),
                        setting.get().username(),
                        setting.get().password());
                readNew(store);
            }
        } catch (MessagingException | IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The box of delivery reports cannot be read: " + e.getMessage(), e);
        }
    }

    private void readNew(Store store) throws MessagingException, IOException {
        try (Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_WRITE);
            Message[] unread = inbox.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
            for (int i = 0; i < Math.min(unread.length, REPORTS_MAX); i++) {
                DeliveryReport.read(unread[i]).ifPresent(this::note);
                unread[i].setFlag(Flags.Flag.SEEN, true);
            }
        }
    }

    /** Takes note of a report. A report on a letter that has already bounced changes nothing. */
    void note(DeliveryReport report) {
        transaction.executeWithoutResult(status -> {
            Optional<Delivery> delivery = deliveries.find(report.delivery());
            if (!report.hasFailed() || delivery.isEmpty() || delivery.get().state() == DeliveryState.BOUNCED) {
                LOG.info("A delivery report changed nothing: {} {}", report.delivery(), report.action());
                return;
            }
            settle(delivery.get(), report);
        });
    }

    private void settle(Delivery delivery, DeliveryReport report) {
        Instant now = clock.instant();
        String reply = (report.status() + " " + report.diagnostic()).strip();
        DeliveryState state = report.noSuchAddress() ? DeliveryState.BOUNCED : DeliveryState.GAVE_UP;
        deliveries.step(delivery.id(), new Deliveries.Step(now, state, delivery.address(), reply), now);
        if (report.noSuchAddress()) {
            bounces.bounced(delivery.person(), delivery.address(), reply);
        }
    }
}
