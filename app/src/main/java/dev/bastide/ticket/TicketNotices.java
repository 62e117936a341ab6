package dev.bastide.ticket;

import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Tells people of their tickets; nobody of what he did himself. */
@Component
class TicketNotices {
    private static final NoticeKind ASSIGNED = new NoticeKind("ticket.assigned", false);
    private static final NoticeKind ANSWERS = new NoticeKind("ticket.answers", false);
    private static final NoticeKind COMMENTED = new NoticeKind("ticket.commented", false);

    private final Notifications notifications;
    private final Answerable answerable;

    TicketNotices(Notifications notifications, Answerable answerable) {
        this.notifications = notifications;
        this.answerable = answerable;
    }

    /** What was opened at once is told to each assignee at once. */
    void opened(Map<NewTicket, Ticket> opened) {
        Map<Assignee, List<Ticket>> loud = new LinkedHashMap<>();
        opened.forEach((one, ticket) -> {
            if (!one.quiet()) {
                loud.computeIfAbsent(ticket.assignee(), who -> new ArrayList<>())
                        .add(ticket);
            }
        });
        if (loud.isEmpty()) {
            return;
        }
        Actor by = opened.keySet().iterator().next().by();
        loud.forEach((assignee, tickets) -> {
            if (tickets.size() == 1) {
                assigned(by, tickets.getFirst());
            } else {
                tell(
                        ASSIGNED,
                        others(by, assignee),
                        "ticket.assigned.several",
                        List.of(Integer.toString(tickets.size())),
                        "/tickets?whose=mine");
            }
        });
    }

    void assigned(Actor by, Ticket ticket) {
        tell(
                ASSIGNED,
                others(by, ticket.assignee()),
                "ticket.assigned",
                List.of(
                        ticket.name(),
                        Notice.said(ticket.titleKey(), ticket.titleArgs()),
                        Notice.said(ticket.level().key())),
                ticket.path());
    }

    void answers(Ticket ticket, PersonId who) {
        tell(
                ANSWERS,
                List.of(who),
                "ticket.answers",
                List.of(ticket.name(), Notice.said(ticket.titleKey(), ticket.titleArgs())),
                ticket.path());
    }

    void commented(Actor by, Ticket ticket) {
        List<PersonId> to = new ArrayList<>(others(by, ticket.assignee()));
        if (!ticket.accountable().equals(by.person())) {
            to.add(ticket.accountable());
        }
        tell(
                COMMENTED,
                to,
                "ticket.commented",
                List.of(by.name(), ticket.name(), Notice.said(ticket.titleKey(), ticket.titleArgs())),
                ticket.path());
    }

    private List<PersonId> others(Actor by, Assignee assignee) {
        return answerable.people(assignee).stream()
                .filter(person -> !person.equals(by.person()))
                .toList();
    }

    private void tell(NoticeKind kind, List<PersonId> to, String key, List<String> args, String path) {
        if (!to.isEmpty()) {
            notifications.tell(new Notice(kind, to, key, args, path));
        }
    }
}
