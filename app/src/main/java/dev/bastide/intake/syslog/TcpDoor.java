package dev.bastide.intake.syslog;

import dev.bastide.intake.Refusals;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.engine.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams of messages, plain or under TLS with the certificate of the console. A stream that finds no room is not read, so
 * that its sender waits.
 */
final class TcpDoor implements Door {
    /** Connections of one address at a time; each costs a buffer. */
    static final int OF_AN_ADDRESS_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(TcpDoor.class);
    private static final int BUFFER = 16_384;
    private static final int BACKLOG = 64;
    private static final int HANDSHAKE_MILLIS = 10_000;

    private final ServerSocket server;
    private final @Nullable SSLContext tls;
    private final SourceBook book;
    private final Gatherer gatherer;
    private final Refusals refusals;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> byAddress = new ConcurrentHashMap<>();

    private TcpDoor(
            ServerSocket server, @Nullable SSLContext tls, SourceBook book, Gatherer gatherer, Refusals refusals) {
        this.server = server;
        this.tls = tls;
        this.book = book;
        this.gatherer = gatherer;
        this.refusals = refusals;
    }

    static TcpDoor open(
            InetSocketAddress at, @Nullable SSLContext tls, SourceBook book, Gatherer gatherer, Refusals refusals)
            throws IOException {
        ServerSocket server = new ServerSocket(at.getPort(), BACKLOG, at.getAddress());
        TcpDoor door = new TcpDoor(server, tls, book, gatherer, refusals);
        Thread.ofPlatform().daemon().name(door.kind().word()).start(door::accept);
        return door;
    }

    /** An address without the name of an interface; one of IPv4 in the clothes of IPv6 is that of IPv4. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private SourceKind kind() {
        return tls == null ? SourceKind.SYSLOG_TCP : SourceKind.SYSLOG_TLS;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name(kind().word() + "-stream").start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("A connection for syslog could not be accepted", e);
                }
            }
        }
    }

    private void serve(Socket accepted) {
        String address = literal(accepted.getInetAddress());
        AtomicInteger count = byAddress.computeIfAbsent(address, key -> new AtomicInteger());
        open.add(accepted);
        try (accepted) {
            if (book.find(kind(), address).isEmpty()) {
                refusals.note(address, kind().word(), "no source comes from this address");
            } else if (count.incrementAndGet() > OF_AN_ADDRESS_MAX) {
                refusals.note(address, kind().word(), "it has too many connections");
            } else {
                read(tls == null ? accepted : encrypted(accepted, tls), address);
            }
        } catch (IOException e) {
            // The other side went away, or never spoke TLS: what came whole is taken.
            LOG.debug("A syslog stream of {} ended", address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(accepted);
            if (count.decrementAndGet() <= 0) {
                byAddress.remove(address, count);
            }
        }
    }

    private Socket encrypted(Socket accepted, SSLContext context) throws IOException {
        accepted.setSoTimeout(HANDSHAKE_MILLIS);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        try {
            socket.startHandshake();
        } catch (IOException e) {
            refusals.note(literal(accepted.getInetAddress()), kind().word(), "it speaks no TLS that we do");
            throw e;
        }
        accepted.setSoTimeout(0);
        return socket;
    }

    private void read(Socket socket, String address) throws IOException, InterruptedException {
        socket.setKeepAlive(true);
        Frames frames = new Frames();
        byte[] buffer = new byte[BUFFER];
        InputStream in = socket.getInputStream();
        Optional<Source> source = book.find(kind(), address);
        try {
            for (int read = in.read(buffer); read >= 0 && source.isPresent(); read = in.read(buffer)) {
                put(source.get(), frames.feed(buffer, read));
                source = book.find(kind(), address);
            }
        } finally {
            if (source.isPresent()) {
                put(source.get(), frames.end());
            }
        }
        if (source.isEmpty()) {
            refusals.note(address, kind().word(), "no source comes from this address any more");
        }
    }

    private void put(Source source, List<Frames.Frame> frames) throws InterruptedException {
        for (Frames.Frame frame : frames) {
            gatherer.put(source, frame.bytes(), frame.flaw());
        }
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.warn("A door of syslog could not be shut", e);
        }
    }
}
