package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notice as it lies in one person's inbox.
 *
 * @param notice which one
 * @param person whose inbox
 * @param kind name of its {@link NoticeKind}
 * @param urgent whether it is an alarm
 * @param security whether it is insisted on until read
 * @param key message key of the sentence
 * @param args its arguments
 * @param path where it is dealt with, may be empty
 * @param toldAt when it was told
 * @param readAt when it was read, absent while it is not
 */
record InboxRow(
        NoticeId notice,
        PersonId person,
        String kind,
        boolean urgent,
        boolean security,
        String key,
        List<String> args,
        String path,
        Instant toldAt,
        @Nullable Instant readAt) {
    InboxRow {
        args = List.copyOf(args);
    }
}
