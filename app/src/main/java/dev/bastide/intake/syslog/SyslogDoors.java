package dev.bastide.intake.syslog;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.authority.Reason;
import dev.bastide.intake.Refusals;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.SyslogWay;
import dev.bastide.job.Pulse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens a door of syslog while there is a source that comes by it, and shuts it with the last. One that cannot be opened is
 * alarmed and tried again.
 */
@Component
class SyslogDoors implements SmartLifecycle, SyslogWay {
    static final AlarmKind SHUT = new AlarmKind("intake.door-shut", AlarmLevel.HIGH);

    private static final Logger LOG = LoggerFactory.getLogger(SyslogDoors.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration GATHERED = Duration.ofMillis(2);

    private final SyslogPorts ports;
    private final SourceBook book;
    private final Gatherer gatherer;
    private final Refusals refusals;
    private final Alarms alarms;
    private final ObjectProvider<SSLContext> tls;
    private final Map<SourceKind, Door> open = new ConcurrentHashMap<>();
    private final Set<SourceKind> failing = EnumSet.noneOf(SourceKind.class);

    /** Of which a former start may have left an alarm, or this one has raised one. */
    private final Set<SourceKind> told = EnumSet.allOf(SourceKind.class);

    private final TransactionTemplate transaction;
    private volatile @Nullable Pulse looking;
    private volatile @Nullable Pulse gathering;

    SyslogDoors(
            SyslogPorts ports,
            SourceBook book,
            Gatherer gatherer,
            Refusals refusals,
            Alarms alarms,
            ObjectProvider<SSLContext> tls,
            PlatformTransactionManager transactions) {
        this.ports = ports;
        this.book = book;
        this.gatherer = gatherer;
        this.refusals = refusals;
        this.alarms = alarms;
        this.tls = tls;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void start() {
        gathering = Pulse.start("syslog-gatherer", GATHERED, gatherer::beat);
        looking = Pulse.start("syslog-doors", BEAT, this::look);
    }

    /** The port of an open door. */
    OptionalInt port(SourceKind kind) {
        Door door = open.get(kind);
        return door == null ? OptionalInt.empty() : OptionalInt.of(door.port());
    }

    @Override
    public OptionalInt openPort(SourceKind kind) {
        return port(kind);
    }

    /** One beat: reads the sources, and opens and shuts. */
    synchronized void look() {
        book.read();
        for (SourceKind kind : List.of(SourceKind.SYSLOG_UDP, SourceKind.SYSLOG_TCP, SourceKind.SYSLOG_TLS)) {
            Optional<InetSocketAddress> at = ports.of(kind);
            if (!book.wants(kind) || at.isEmpty()) {
                shut(kind);
                failing.remove(kind);
                clear(kind);
            } else if (!open.containsKey(kind)) {
                open(kind, at.get());
            } else {
                clear(kind);
            }
        }
    }

    private void open(SourceKind kind, InetSocketAddress at) {
        try {
            Door door = switch (kind) {
                case SYSLOG_UDP -> UdpDoor.open(at, book, gatherer, refusals);
                case SYSLOG_TCP -> TcpDoor.open(at, null, book, gatherer, refusals);
                case SYSLOG_TLS -> TcpDoor.open(at, tls.getObject(), book, gatherer, refusals);
                case HTTP, OTLP -> throw new IllegalArgumentException(kind.word());
            };
            open.put(kind, door);
            failing.remove(kind);
            LOG.info("Logs come in by {} on port {}", kind.word(), door.port());
            clear(kind);
        } catch (IOException e) {
            if (!failing.contains(kind)) {
                LOG.error("The door {} cannot be opened at {}", kind.word(), at, e);
                Reason what = Reason.of("intake.door-shut.what", "A114", "/sources", kind.word(), at.toString());
                told.add(kind);
                alarms.raiseNow(new Happening(SHUT, null, object(kind), what, "intake"));
                failing.add(kind);
            }
        }
    }

    /** A door that is open, or that nobody wants any more, is not shut. Asked again where the database was away. */
    private void clear(SourceKind kind) {
        if (told.contains(kind)) {
            transaction.executeWithoutResult(status -> alarms.clear(SHUT, null, object(kind), "intake.door-shut.over"));
            told.remove(kind);
        }
    }

    private static String object(SourceKind kind) {
        return "door:" + kind.word();
    }

    private void shut(SourceKind kind) {
        Door door = open.remove(kind);
        if (door != null) {
            door.close();
            LOG.info("No logs come in by {} any more", kind.word());
        }
    }

    @Override
    public synchronized void stop() {
        close(looking);
        looking = null;
        open.keySet().forEach(this::shut);
        close(gathering);
        gathering = null;
        gatherer.end();
    }

    private static void close(@Nullable Pulse pulse) {
        if (pulse != null) {
            pulse.close();
        }
    }

    @Override
    public boolean isRunning() {
        return looking != null;
    }
}
