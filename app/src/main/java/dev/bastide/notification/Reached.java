package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.time.Instant;

/**
 * How the mail of a notice stands for one person.
 *
 * @param sent whether a server took it
 * @param settled whether it is tried no more
 * @param at when it was settled; while it is not, when it was written
 */
public record Reached(PersonId person, boolean sent, boolean settled, Instant at) {}
