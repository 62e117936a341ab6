package dev.bastide.notification;

import dev.bastide.page.WordsFor;
import dev.bastide.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what is due. Each mail is claimed and committed, tried, and its result committed: a kill in between means one
 * more try with the same message id, never a lost mail.
 */
@Component
class MailRound {
    static final String NAME = "notification.mail";

    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final int MAILS_MAX = 200;

    private final Deliveries deliveries;
    private final MailSettings settings;
    private final Suppressions suppressions;
    private final Bounces bounces;
    private final Addresses addresses;
    private final Writing writing;

    MailRound(
            Deliveries deliveries,
            MailSettings settings,
            Suppressions suppressions,
            Bounces bounces,
            Addresses addresses,
            Writing writing) {
        this.deliveries = deliveries;
        this.settings = settings;
        this.suppressions = suppressions;
        this.bounces = bounces;
        this.addresses = addresses;
        this.writing = writing;
    }

    /** The tools a letter is written and sent with. */
    @Component
    static final class Writing {
        private final WordsFor words;
        private final Postman postman;
        private final Vault vault;
        private final Clock clock;
        private final TransactionTemplate transaction;

        Writing(WordsFor words, Postman postman, Vault vault, Clock clock, PlatformTransactionManager transactions) {
            this.vault = vault;
            this.words = words;
            this.postman = postman;
            this.clock = clock;
            this.transaction = new TransactionTemplate(transactions);
        }

        private Delivery opened(Delivery delivery) {
            byte[] sealed = delivery.sealedPath();
            return sealed == null
                    ? delivery
                    : delivery.opened(new String(
                            vault.open(sealed, Notifications.sealedFor(delivery.notice())), StandardCharsets.UTF_8));
        }
    }

    /** One round; without settings nothing happens. */
    void go() {
        Optional<MailSetting> setting = settings.current();
        for (int sent = 0; setting.isPresent() && sent < MAILS_MAX; sent++) {
            Instant now = writing.clock.instant();
            Optional<Delivery> claimed = writing.transaction.execute(status -> deliveries.claim(now, now.plus(CLAIM)));
            if (claimed == null || claimed.isEmpty()) {
                return;
            }
            deliver(setting.get(), claimed.get(), now);
        }
    }

    private void deliver(MailSetting setting, Delivery delivery, Instant now) {
        AddressBook.Address address = address(delivery).orElse(null);
        if (address == null || delivery.lacksAddress() || address.email().isBlank()) {
            settle(delivery, DeliveryState.NO_ADDRESS, "", "");
        } else if (suppressions.holds(address.email())) {
            settle(delivery, DeliveryState.SUPPRESSED, address.email(), "");
        } else {
            Instant quietUntil = delivery.urgent() ? null : address.quiet().quietUntil(now, address.zone());
            if (quietUntil != null) {
                writing.transaction.executeWithoutResult(status -> deliveries.postpone(delivery.id(), quietUntil));
            } else {
                post(setting, delivery, address);
            }
        }
    }

    /** A letter with a secret goes where it was written for, wherever the person is reached by now. */
    private Optional<AddressBook.Address> address(Delivery delivery) {
        String fixed = delivery.fixedAddress();
        return addresses.of(delivery.person()).map(known -> fixed == null ? known : known.at(fixed));
    }

    private void post(MailSetting setting, Delivery delivery, AddressBook.Address address) {
        Letter letter = LetterText.of(
                writing.opened(delivery), address, setting.consoleUrl(), writing.words.of(address.locale()));
        switch (writing.postman.send(setting, letter)) {
            case Posted.Accepted(String reply) -> settle(delivery, DeliveryState.SENT, address.email(), reply);
            case Posted.Later(String reply) -> {
                boolean old = delivery.createdAt().plus(BackOff.PATIENCE).isBefore(writing.clock.instant());
                settle(delivery, old ? DeliveryState.GAVE_UP : DeliveryState.DEFERRED, address.email(), reply);
            }
            case Posted.NoSuchAddress(String reply) ->
                writing.transaction.executeWithoutResult(status -> {
                    note(delivery, DeliveryState.BOUNCED, address.email(), reply);
                    bounces.bounced(delivery.person(), address.email(), reply);
                });
        }
    }

    private void settle(Delivery delivery, DeliveryState state, String address, String reply) {
        writing.transaction.executeWithoutResult(status -> note(delivery, state, address, reply));
    }

    private void note(Delivery delivery, DeliveryState state, String address, String reply) {
        Instant now = writing.clock.instant();
        Instant next = now.plus(BackOff.after(delivery.attempts() + 1, delivery.urgent()));
        deliveries.step(delivery.id(), new Deliveries.Step(now, state, address, reply), next);
    }
}
