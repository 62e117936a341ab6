package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import java.time.Instant;

/** Somebody has it: from here on the alarm does not climb. It is never taken back. */
record Acknowledgement(PersonId person, Instant at, String method, String note) {}
