package dev.bastide.notification;

import dev.bastide.authority.PersonId;

/**
 * A person's mail address does not exist.
 *
 * @param person whose
 * @param onDuty whether he holds a duty now: then it is an alarm (A123)
 */
public record AddressBounced(PersonId person, boolean onDuty) {}
