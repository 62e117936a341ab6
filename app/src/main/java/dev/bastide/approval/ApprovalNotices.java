package dev.bastide.approval;

import dev.bastide.authority.PersonId;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tells those who can decide that something waits, and those who asked what became of it. */
@Component
class ApprovalNotices {
    private static final NoticeKind ASKED = new NoticeKind("approval.asked", false);
    private static final NoticeKind DECIDED = new NoticeKind("approval.decided", false);

    private final Notifications notifications;
    private final ObjectProvider<Voters> voters;
    private final Jury jury;

    ApprovalNotices(Notifications notifications, ObjectProvider<Voters> voters, Jury jury) {
        this.notifications = notifications;
        this.voters = voters;
        this.jury = jury;
    }

    void asked(Approval approval) {
        Set<PersonId> able = new HashSet<>(jury.headsOf(approval));
        Voters port = voters.getIfAvailable();
        if (port != null) {
            able.addAll(port.whoMay(approval.votingAction(), approval.node()));
        }
        able.removeAll(approval.excluded());
        tell(ASKED, able, "approval.notice.asked", approval, approval.decisionPath());
    }

    void decided(Approval approval, boolean approved) {
        Set<PersonId> concerned = new HashSet<>(Set.of(approval.requester()));
        if (approval.executor() != null) {
            concerned.add(approval.executor());
        }
        String key = approved ? "approval.notice.approved" : "approval.notice.rejected";
        tell(DECIDED, concerned, key, approval, approval.path());
    }

    private void tell(NoticeKind kind, Set<PersonId> to, String key, Approval approval, String path) {
        if (to.isEmpty()) {
            return;
        }
        List<String> args = List.of(Notice.said(approval.titleKey(), approval.titleArgs()), jury.nodePath(approval));
        notifications.tell(new Notice(kind, new ArrayList<>(to), key, args, path));
    }
}
