package dev.bastide.access;

import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.deadline.DeadlineKind;
import dev.bastide.deadline.Deadlines;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells people about their grants, and reminds them 14 and 3 days before one ends, for it has to be asked for anew. */
@Component
class GrantNotices {
    /** The promise that somebody thinks of the end. */
    static final DeadlineKind EXPIRY = new DeadlineKind("access.grant-expiry", false, "/permissions/");

    private static final List<Duration> REMIND_BEFORE = List.of(Duration.ofDays(14), Duration.ofDays(3));
    private static final NoticeKind CHANGED = new NoticeKind("access.grant", false);

    private final Deadlines deadlines;
    private final Notifications notifications;
    private final GrantRules rules;

    GrantNotices(Deadlines deadlines, Notifications notifications, GrantRules rules) {
        this.deadlines = deadlines;
        this.notifications = notifications;
        this.rules = rules;
    }

    void remind(Grant grant) {
        String title = grant.role() + " " + rules.pathOf(grant.node());
        deadlines.set(EXPIRY, grant.id().toString(), title, grant.expires(), REMIND_BEFORE, reader(grant));
    }

    void given(Grant grant) {
        tell(
                grant,
                grant.isException() ? "access.notice.given-exception" : "access.notice.given",
                Notice.at(grant.expires()));
    }

    /** Told unless the person ended it. */
    void ended(Grant grant, Actor by) {
        deadlines.drop(EXPIRY, grant.id().toString());
        if (!grant.person().equals(by.person())) {
            tell(grant, "access.notice.ended", by.name());
        }
    }

    /** Who reads what is said of the grant: a machine's owner in its place. */
    private PersonId reader(Grant grant) {
        return rules.answerFor(grant.person()).stream().findFirst().orElse(grant.person());
    }

    private void tell(Grant grant, String key, String last) {
        List<String> args = List.of(grant.role(), rules.pathOf(grant.node()), last);
        notifications.tell(new Notice(CHANGED, List.of(reader(grant)), key, args, "/permissions"));
    }
}
