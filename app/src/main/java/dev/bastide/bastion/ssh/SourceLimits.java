package dev.bastide.bastion.ssh;

import java.io.IOException;
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
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/**
 * How much one address may ask of the door before it has proved anything: connections that have not logged in, and
 * failed logins. Who is over the limit is disconnected before a byte is exchanged.
 */
final class SourceLimits implements IoServiceEventListener, SessionListener {
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

    @Override
    public synchronized void connectionAccepted(
            IoAcceptor acceptor, SocketAddress local, SocketAddress remote, SocketAddress service) throws IOException {
        Source source = sources.get(addressOf(remote));
        if (halfOpen >= settings.halfOpen()) {
            throw new IOException("too many connections that have not logged in");
        }
        if (source != null && (source.halfOpen >= settings.halfOpenPerSource() || barred(source))) {
            throw new IOException("too many attempts from this address");
        }
    }

    /** Counts a failed login. */
    synchronized void failed(InetAddress address) {
        sources.computeIfAbsent(address, _ -> new Source()).failures.addLast(clock.instant());
    }

    @Override
    public synchronized void sessionCreated(Session session) {
        session.setAttribute(COUNTED, true);
        halfOpen++;
        sources.computeIfAbsent(addressOf(session.getIoSession().getRemoteAddress()), _ -> new Source()).halfOpen++;
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
