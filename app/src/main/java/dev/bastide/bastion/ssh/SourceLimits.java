package dev.bastide.bastion.ssh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/**
 * How much one address may ask of the door before it has proved anything: connections that have not logged in, and
 * failed logins. Who is over the limit is disconnected before a byte is exchanged.
 */
final class SourceLimits implements SessionListener {
    private static final AttributeRepository.AttributeKey<Boolean> COUNTED = new AttributeRepository.AttributeKey<>();
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private static final class Source {
        int halfOpen;
        final Deque<Instant> failures = new ArrayDeque<>();
    }

    private final DoorSettings settings;
    private final Clock clock;
    private final Map<InetAddress, Source> sources = new HashMap<>();
    private int halfOpen;

    SourceLimits(DoorSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    static InetAddress addressOf(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** Counts a failed login. */
    synchronized void failed(InetAddress address) {
        sources.computeIfAbsent(address, _ -> new Source()).failures.addLast(clock.instant());
    }

    /** Throws to disconnect: the acceptor closes the socket, which it does not if it is told any earlier. */
    @Override
    public synchronized void sessionCreated(Session session) {
        InetAddress address = addressOf(session.getIoSession().getRemoteAddress());
        Source source = sources.get(address);
        if (halfOpen >= settings.halfOpen()) {
            throw new TooMany("too many connections that have not logged in");
        }
        if (source != null && (source.halfOpen >= settings.halfOpenPerSource() || barred(source))) {
            throw new TooMany("too many attempts from " + address.getHostAddress());
        }
        session.setAttribute(COUNTED, true);
        halfOpen++;
        sources.computeIfAbsent(address, _ -> new Source()).halfOpen++;
    }

    /** A connection over the limit. */
    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany(String reason) {
            super(reason, null, false, false);
        }
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.Authenticated) {
            discount(session);
        }
    }

    @Override
    public void sessionClosed(Session session) {
        discount(session);
    }

    private synchronized void discount(Session session) {
        if (session.removeAttribute(COUNTED) == null) {
            return;
        }
        halfOpen--;
        InetAddress address = addressOf(session.getIoSession().getRemoteAddress());
        Source source = sources.get(address);
        if (source == null) {
            return;
        }
        source.halfOpen--;
        barred(source);
        if (source.halfOpen <= 0 && source.failures.isEmpty()) {
            sources.remove(address);
        }
    }

    /** Whether the failures of the last minute are too many; forgets older ones. */
    private boolean barred(Source source) {
        Instant oldest = clock.instant().minus(WINDOW);
        while (!source.failures.isEmpty() && source.failures.peekFirst().isBefore(oldest)) {
            source.failures.removeFirst();
        }
        return source.failures.size() >= settings.failuresPerMinute();
    }
}
