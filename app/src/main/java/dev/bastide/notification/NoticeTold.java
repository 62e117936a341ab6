package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.util.List;

/** A notice was told to these people; published in the caller's transaction. */
public record NoticeTold(NoticeId notice, List<PersonId> to) {
    public NoticeTold {
        to = List.copyOf(to);
    }
}
