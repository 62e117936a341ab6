package dev.bastide.intake;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Records who was turned away at the doors of logs: the first of each address and reason at once, the others of the same
 * minute by their count. Whoever floods a door so counts, and cannot flood the record with it.
 */
@Component
public class Refusals {
    /** So many addresses are told apart within a minute; the others are one. */
    private static final int APART_MAX = 200;

    private static final String OTHERS = "0.0.0.0";

    private final AuditLog audit;
    private final Clock clock;
    private final Map<Key, AtomicLong> more = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();

    Refusals(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    private record Key(String address, String door, String why) {}

    /**
     * Somebody was turned away.
     *
     * @param address literal
     * @param door a kind of source
     * @param why in words, without anything the sender said
     */
    public void note(String address, String door, String why) {
        total.incrementAndGet();
        boolean apart = more.size() < APART_MAX;
        Key key = new Key(apart ? address : OTHERS, door, why);
        AtomicLong count = more.putIfAbsent(key, new AtomicLong());
        if (count == null) {
            record(key, "Turned away at the door of logs (" + door + "): " + why + ".");
        } else {
            count.incrementAndGet();
        }
    }

    /** How many since start. */
    public long total() {
        return total.get();
    }

    /** The job of every minute: what was only counted is recorded. */
    void flush() {
        for (Key key : List.copyOf(more.keySet())) {
            AtomicLong count = more.remove(key);
            if (count != null && count.get() > 0) {
                record(
                        key,
                        "Turned away at the door of logs (" + key.door() + ") " + count.get()
                                + " more times within a minute: " + key.why() + ".");
            }
        }
    }

    private void record(Key key, String content) {
        Actor stranger = Actor.stranger("log sender", key.address(), AccessMethod.API);
        audit.appendNow(AuditRecord.of(clock.instant(), stranger, Tag.AUDIT, "intake.refuse", content, Result.REFUSED));
    }
}
