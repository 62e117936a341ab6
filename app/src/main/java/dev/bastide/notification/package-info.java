/**
 * What people are told, and whether it reached them.
 *
 * <p>What lives here: {@link dev.bastide.notification.Notice}, the inbox with its read receipts, the channels (in-site
 * message and mail), delivery states, suppression. What never does: a rule of another room, people's addresses (the
 * port {@link dev.bastide.notification.AddressBook}, which identity answers), alarms. Everybody above the ground may
 * come in. Serves seed 000 s5 (A123, A124).
 */
@NullMarked
@ApplicationModule(
        displayName = "notification",
        allowedDependencies = {"authority", "vault", "audit", "job", "page"})
package dev.bastide.notification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
