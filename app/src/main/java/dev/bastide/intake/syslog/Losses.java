package dev.bastide.intake.syslog;

import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.authority.Reason;
import dev.bastide.intake.Intake;
import dev.bastide.intake.Source;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** What was lost for want of room, by source: written with the next batch, and alarmed. */
@Component
class Losses {
    private final Intake intake;
    private final Alarms alarms;
    private final Map<UUID, Loss> losses = new ConcurrentHashMap<>();

    Losses(Intake intake, Alarms alarms) {
        this.intake = intake;
        this.alarms = alarms;
    }

    private record Loss(Source source, AtomicLong count) {}

    void note(Source source) {
        losses.computeIfAbsent(source.id(), id -> new Loss(source, new AtomicLong()))
                .count()
                .incrementAndGet();
    }

    /** Writes and alarms what was lost since the last beat. What cannot be written now is kept for the next. */
    void write() {
        for (Loss loss : List.copyOf(losses.values())) {
            long count = loss.count().get();
            if (count > 0) {
                intake.take(loss.source(), List.of(), count);
                loss.count().addAndGet(-count);
                alarm(loss.source(), count);
            }
        }
    }

    private void alarm(Source source, long count) {
        Reason what =
                Reason.of("intake.lost.what", "A114", "/sources/" + source.name(), source.name(), Long.toString(count));
        alarms.raiseNow(new Happening(Intake.LOST, source.setting().node(), "source:" + source.name(), what, "intake"));
    }
}
