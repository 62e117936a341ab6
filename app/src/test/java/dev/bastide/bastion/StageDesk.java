package dev.bastide.bastion;

import dev.bastide.access.PermitDesk;
import dev.bastide.access.Permits;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

    /** What a test does in the instant in which a request is on its way: who waits for it has not sat down yet. */
    final AtomicReference<@Nullable Consumer<UUID>> meanwhile = new AtomicReference<>();

    /** What became of the stage's own requests; of the others a permit tells. */
    final Map<UUID, Fate> fates = new ConcurrentHashMap<>();

    private final Set<UUID> own = ConcurrentHashMap.newKeySet();
    private final List<PermitDesk> others;
    private final Permits permits;

    StageDesk(List<PermitDesk> others, Permits permits) {
        this.others = others;
        this.permits = permits;
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
        Pending open = waiting.get();
        if (open == null) {
            return others.getFirst().pending(actor, host, account);
        }
        own.add(open.subject());
        meanwhile(open.subject());
        return Optional.of(open);
    }

    @Override
    public Fate fate(Actor actor, HostId host, String account, UUID subject) {
        if (!own.contains(subject)) {
            return others.getFirst().fate(actor, host, account, subject);
        }
        return fates.getOrDefault(
                subject, new Fate.Waits(new Pending(subject, "OP-000007", "/operations/OP-000007", List.of())));
    }

    @Override
    public Set<UUID> stillWaiting(Set<UUID> subjects) {
        Set<UUID> waits = subjects.stream()
                .filter(subject -> own.contains(subject)
                        && !fates.containsKey(subject)
                        && permits.of(subject).isEmpty())
                .collect(Collectors.toSet());
        waits.addAll(others.getFirst().stillWaiting(subjects));
        return waits;
    }

    @Override
    public Optional<Fault> fault(Actor actor, HostId host, String account, Wish so) {
        if (!offering) {
            return others.getFirst().fault(actor, host, account, so);
        }
        String angle = so.values().getOrDefault("angle", "0");
        if (!angle.matches("[0-9]+")) {
            return Optional.of(new Fault(Reason.of("change.bad.value", "", "", "angle: number", angle), true));
        }
        if (angle.equals("666")) {
            return Optional.of(new Fault(
                    Reason.of("change.refused.not-rehearsed", "A50", "/operations/new", "turn-stage v1", "30"), false));
        }
        return so.window().isEmpty() || so.window().matches("[0-9]+[mh]")
                ? Optional.empty()
                : Optional.of(new Fault(Reason.of("change.terminal.window", "", "/operations/new", "72h"), true));
    }

    @Override
    public Filed fileFromTerminal(Actor actor, HostId host, String account, Wish wish) {
        if (!wish.reason().equals(REASON)) {
            return others.getFirst().fileFromTerminal(actor, host, account, wish);
        }
        UUID subject = UUID.randomUUID();
        wishes.add(wish);
        own.add(subject);
        meanwhile(subject);
        filed.add(subject);
        return new Filed.Request(subject, "/operations");
    }

    private void meanwhile(UUID subject) {
        Consumer<UUID> now = meanwhile.getAndSet(null);
        if (now != null) {
            now.accept(subject);
        }
    }
}
