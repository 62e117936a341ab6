package dev.bastide.approval;

import dev.bastide.authority.Actor;
import dev.bastide.page.Waiting;
import java.util.List;
import org.springframework.stereotype.Component;

/** The rows of the inbox that ask for a decision. */
@Component
class ApprovalInbox implements Waiting {
    private static final int ROWS_MAX = 100;

    private final ApprovalReading reading;

    ApprovalInbox(ApprovalReading reading) {
        this.reading = reading;
    }

    @Override
    public List<Item> waitingFor(Actor actor) {
        return reading.waitingFor(actor).stream()
                .limit(ROWS_MAX)
                .map(approval -> new Item(
                        "approval.approval",
                        approval.titleKey(),
                        approval.titleArgs(),
                        approval.decisionPath(),
                        approval.askedAt(),
                        null))
                .toList();
    }
}
