package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.ObjIntConsumer;
import javax.net.ssl.SSLSocket;

/**
 * The one place of the scanner that opens a socket. What is outside of the scope, after the window or after a stop is never
 * sent; each refusal is told. A test forbids sockets to every other class of the scanner. Source: seed 000 s3.2 (A79, A80).
 */
public final class ProbeGate implements AutoCloseable {
    /** No connection lives longer, whatever the other side does with it. */
    private static final long WIRE_NANOS_MAX = 8_000_000_000L;

    private static final int QUIET_MILLIS = 120;
    private static final int TLS_MILLIS = 2_500;

    private final ScanScope scope;
    private final Pace pace;
    private final BooleanSupplier open;
    private final ObjIntConsumer<Address> refused;
    private final Deadlines deadlines = new Deadlines();
    private final LongAdder opened = new LongAdder();

    /**
     * A gate for one scan.
     *
     * @param scope what may be touched
     * @param rate how fast
     * @param open asked before each socket; false from the moment the window ends or somebody stops the scan
     * @param refused told of each address and port that was outside
     */
    public ProbeGate(ScanScope scope, ScanRate rate, BooleanSupplier open, ObjIntConsumer<Address> refused) {
        this.scope = scope;
        this.pace = new Pace(rate);
        this.open = open;
        this.refused = refused;
    }

    /** How many sockets were opened. */
    public long opened() {
        return opened.sum();
    }

    /** Waits for a turn, so that who gives out work does not give it out faster than it can be done. */
    boolean turn(Address address) {
        if (!open.getAsBoolean()) {
            return false;
        }
        pace.await(address);
        return open.getAsBoolean();
    }

    /** Whether it may be touched; a no is told. */
    boolean admits(Address address, int port) {
        boolean inside = scope.tcp(address, port);
        if (!inside) {
            refused.accept(address, port);
        }
        return inside;
    }

    /** Tries a connection when its turn comes. */
    public Attempt connect(Address address, int port, Duration timeout) {
        if (!admits(address, port)) {
            return new Attempt.Outside();
        }
        return turn(address) ? tried(address, port, timeout) : new Attempt.Stopped();
    }

    /** Tries a connection whose turn was waited for by {@link #turn}; the scope is asked again. */
    Attempt tried(Address address, int port, Duration timeout) {
        if (!scope.tcp(address, port)) {
            refused.accept(address, port);
            return new Attempt.Outside();
        }
        if (!open.getAsBoolean()) {
            return new Attempt.Stopped();
        }
        opened.increment();
        Socket socket = new Socket();
        long from = System.nanoTime();
        try {
            socket.connect(new InetSocketAddress(address.inet(), port), (int) timeout.toMillis());
            long nanos = System.nanoTime() - from;
            // Closed by a reset: thousands of connections would else wait for minutes in both kernels.
            socket.setSoLinger(true, 0);
            deadlines.end(socket, from + WIRE_NANOS_MAX);
            return new Attempt.Open(new SocketWire(socket), nanos);
        } catch (SocketTimeoutException | NoRouteToHostException e) {
            close(socket);
            return new Attempt.Silent();
        } catch (ConnectException e) {
            long nanos = System.nanoTime() - from;
            close(socket);
            return told(e, nanos);
        } catch (IOException e) {
            close(socket);
            return told(e, System.nanoTime() - from);
        }
    }

    private static Attempt told(IOException e, long nanos) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("refused") || said.contains("reset")) {
            return new Attempt.Refused(nanos);
        }
        if (said.contains("timed out") || said.contains("unreachable") || said.contains("No route")) {
            return new Attempt.Silent();
        }
        return new Attempt.Lost(said);
    }

    /** One question by datagram and the first answer from exactly whom it was put to. */
    public Optional<byte[]> ask(Address address, int port, byte[] question, Duration timeout) {
        if (!scope.udp(address, port)) {
            refused.accept(address, port);
            return Optional.empty();
        }
        if (!turn(address)) {
            return Optional.empty();
        }
        opened.increment();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(address.inet(), port));
            socket.setSoTimeout((int) timeout.toMillis());
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return Optional.of(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (SocketTimeoutException | PortUnreachableException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Closes what is still open. */
    @Override
    public void close() {
        deadlines.close();
    }

    /** A connected socket; under TLS once it was secured. */
    private final class SocketWire implements Wire {
        private final Socket raw;
        private Socket socket;

        SocketWire(Socket raw) {
            this.raw = raw;
            this.socket = raw;
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        @Override
        public byte[] read(int bytesMax, Duration patience) throws IOException {
            byte[] got = new byte[Math.min(bytesMax, 8_192)];
            int length = 0;
            long end = System.nanoTime() + patience.toNanos();
            InputStream in = socket.getInputStream();
            while (length < bytesMax) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                socket.setSoTimeout((int) (length == 0 ? left : Math.min(left, QUIET_MILLIS)));
                if (length == got.length) {
                    got = Arrays.copyOf(got, Math.min(bytesMax, got.length * 2));
                }
                int read;
                try {
                    read = in.read(got, length, got.length - length);
                } catch (SocketTimeoutException e) {
                    break;
                } catch (SocketException e) {
                    if (length == 0) {
                        throw e;
                    }
                    break;
                }
                if (read < 0) {
                    break;
                }
                length += read;
            }
            return Arrays.copyOf(got, length);
        }

        @Override
        public TlsShown secure() throws IOException {
            socket.setSoTimeout(TLS_MILLIS);
            SSLSocket secured = (SSLSocket) AnyCertificate.sockets()
                    .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
            secured.setSoTimeout(TLS_MILLIS);
            secured.startHandshake();
            socket = secured;
            return AnyCertificate.shown(secured.getSession());
        }

        @Override
        public void close() {
            deadlines.forget(raw);
            ProbeGate.close(raw);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
            Thread.onSpinWait();
        }
    }

    /** Ends every connection whose time is over: a read that drips a byte a second would else never end. */
    static final class Deadlines implements AutoCloseable {
        private static final long LOOK_MILLIS = 50;

        private final Map<Socket, Long> ends = new ConcurrentHashMap<>();
        private final Thread thread = Thread.ofVirtual().name("scan-deadlines").start(this::watch);

        void end(Socket socket, long nanoTime) {
            ends.put(socket, nanoTime);
        }

        void forget(Socket socket) {
            ends.remove(socket);
        }

        private void watch() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.sleep(LOOK_MILLIS);
                    long now = System.nanoTime();
                    ends.forEach((socket, end) -> {
                        if (now - end > 0) {
                            forget(socket);
                            ProbeGate.close(socket);
                        }
                    });
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            thread.interrupt();
            ends.keySet().forEach(ProbeGate::close);
            ends.clear();
        }
    }
}
