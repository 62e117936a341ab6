package dev.bastide.bastion;

import dev.bastide.access.PermitDesk;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Primary;

/**
 * Offers two specifications when a test says so, takes requests whose reason says so, and leaves the approval to the
 * test; the real desk answers all others.
 */
@TestComponent
@Primary
class StageDesk implements PermitDesk {
    static final String REASON = "only a test of waiting";

    private static final Offer TWO = new Offer(
            false,
            false,
            List.of(
                    new Choice("turn-stage", "Turn the stage", List.of("angle: number"), null),
                    new Choice(
                            "drop-curtain",
                            "Drop the curtain",
                            List.of(),
                            Reason.of(
                                    "change.terminal.rehearse",
                                    "A50",
                                    "/operations/new",
                                    "drop-curtain v1",
                                    "30",
                                    "/lab"))),
            null);

    final BlockingQueue<UUID> filed = new LinkedBlockingQueue<>();
    final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    final AtomicReference<@Nullable Pending> waiting = new AtomicReference<>();
    volatile boolean offering;

    /** As if nobody had written a specification; other tests on this stage do. */
    volatile boolean unwritten;

    private final List<PermitDesk> others;

    StageDesk(List<PermitDesk> others) {
        this.others = others;
    }

    @Override
    public Offer offer(Actor actor, HostId host) {
        if (unwritten) {
            return new Offer(
                    false,
                    false,
                    List.of(),
                    Reason.of("change.terminal.nothing-nobody", "A48", "/specifications", "/shop/web/web-01"));
        }
        return offering ? TWO : others.getFirst().offer(actor, host);
    }

    @Override
    public Optional<Pending> pending(Actor actor, HostId host, String account) {
        return Optional.ofNullable(waiting.get()).or(() -> others.getFirst().pending(actor, host, account));
    }

    @Override
    public Filed fileFromTerminal(Actor actor, HostId host, String account, Wish wish) {
        if (!wish.reason().equals(REASON)) {
            return others.getFirst().fileFromTerminal(actor, host, account, wish);
        }
        UUID subject = UUID.randomUUID();
        wishes.add(wish);
        filed.add(subject);
        return new Filed.Request(subject, "/operations");
    }
}
