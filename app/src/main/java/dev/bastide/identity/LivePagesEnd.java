package dev.bastide.identity;

import dev.bastide.page.Live;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Sends open pages to the sign-in page as soon as the change that ended their session is committed. */
@Component
class LivePagesEnd {
    private final Live live;

    LivePagesEnd(Live live) {
        this.live = live;
    }

    @TransactionalEventListener
    void dutyChanged(DutyChanged event) {
        live.ended(event.person());
    }

    @TransactionalEventListener
    void sessionsEnded(SessionsEnded event) {
        live.ended(event.person());
    }
}
