package dev.bastide.deadline;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A promise with a date.
 *
 * @param id which one
 * @param kind name of its {@link DeadlineKind}
 * @param urgent whether its breach is an alarm
 * @param subject what it is about, as the room that set it names it
 * @param title what a reader calls the subject
 * @param path where it is dealt with, may be empty
 * @param owner who answers for it
 * @param setAt since when
 * @param dueAt until when
 * @param metAt when it was done, absent while it is not
 * @param breachedAt when it was found not to be done in time
 */
public record Deadline(
        DeadlineId id,
        String kind,
        boolean urgent,
        String subject,
        String title,
        String path,
        PersonId owner,
        Instant setAt,
        Instant dueAt,
        @Nullable Instant metAt,
        @Nullable Instant breachedAt) {}
