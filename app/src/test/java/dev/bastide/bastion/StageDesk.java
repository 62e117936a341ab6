package dev.bastide.bastion;

import dev.bastide.access.PermitDesk;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Primary;

/** Takes requests whose reason says so and leaves the approval to the test; the real desk takes all others. */
@TestComponent
@Primary
class StageDesk implements PermitDesk {
    static final String REASON = "only a test of waiting";

    final BlockingQueue<UUID> filed = new LinkedBlockingQueue<>();
    private final List<PermitDesk> others;

    StageDesk(List<PermitDesk> others) {
        this.others = others;
    }

    @Override
    public Filed fileFromTerminal(Actor actor, HostId host, String account, String reason, List<String> steps) {
        if (!reason.equals(REASON)) {
            return others.getFirst().fileFromTerminal(actor, host, account, reason, steps);
        }
        UUID subject = UUID.randomUUID();
        filed.add(subject);
        return new Filed.Request(subject, "/operations");
    }
}
