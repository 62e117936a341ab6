package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mail to one person.
 *
 * @param id which one
 * @param notice what it tells
 * @param person whom
 * @param urgent whether it is an alarm
 * @param state how it stands
 * @param createdAt since when
 * @param nextTry when it is tried next, absent once settled
 * @param attempts how often it was tried
 * @param address where it went, empty before the first try
 * @param reply what the server said last
 * @param key message key of the notice
 * @param args its arguments
 * @param path where the notice leads
 * @param fixedAddress where alone it may go; the person's address of the moment when null
 * @param sealedPath a link that opens something once, sealed; never shown on a page
 */
record Delivery(
        DeliveryId id,
        NoticeId notice,
        PersonId person,
        boolean urgent,
        DeliveryState state,
        Instant createdAt,
        @Nullable Instant nextTry,
        int attempts,
        String address,
        String reply,
        String key,
        List<String> args,
        String path,
        @Nullable String fixedAddress,
        byte @Nullable [] sealedPath) {
    Delivery {
        args = List.copyOf(args);
    }

    /** Whether it carries a secret and nobody said where to: then it goes nowhere. */
    boolean lacksAddress() {
        return sealedPath != null && fixedAddress == null;
    }

    /** The same mail, leading to a link that was sealed until now. */
    Delivery opened(String secretPath) {
        return new Delivery(
                id,
                notice,
                person,
                urgent,
                state,
                createdAt,
                nextTry,
                attempts,
                address,
                reply,
                key,
                args,
                secretPath,
                fixedAddress,
                null);
    }
}
