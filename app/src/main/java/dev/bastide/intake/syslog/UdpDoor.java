package dev.bastide.intake.syslog;

import dev.bastide.intake.Refusals;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Datagrams, each a message. Nobody proves whence one comes, and what the kernel drops before us is seen by nobody. */
final class UdpDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(UdpDoor.class);
    private static final int DATAGRAM_MAX = 65_535;
    private static final int KERNEL_BYTES = 8 << 20;

    private final DatagramSocket socket;
    private final SourceBook book;
    private final Gatherer gatherer;
    private final Refusals refusals;

    private UdpDoor(DatagramSocket socket, SourceBook book, Gatherer gatherer, Refusals refusals) {
        this.socket = socket;
        this.book = book;
        this.gatherer = gatherer;
        this.refusals = refusals;
    }

    static UdpDoor open(InetSocketAddress at, SourceBook book, Gatherer gatherer, Refusals refusals)
            throws IOException {
        DatagramSocket socket = new DatagramSocket(at);
        socket.setReceiveBufferSize(KERNEL_BYTES);
        UdpDoor door = new UdpDoor(socket, book, gatherer, refusals);
        Thread.ofPlatform().daemon().name("syslog-udp").start(door::receive);
        return door;
    }

    private void receive() {
        byte[] buffer = new byte[DATAGRAM_MAX];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                take(packet);
            } catch (IOException | RuntimeException e) {
                if (!socket.isClosed()) {
                    LOG.warn("A datagram could not be received", e);
                }
            }
        }
    }

    private void take(DatagramPacket packet) {
        String address = TcpDoor.literal(packet.getAddress());
        Optional<Source> source = book.find(SourceKind.SYSLOG_UDP, address);
        if (source.isEmpty()) {
            refusals.note(address, SourceKind.SYSLOG_UDP.word(), "no source comes from this address");
            return;
        }
        int end = packet.getOffset() + packet.getLength();
        gatherer.offer(source.get(), Arrays.copyOfRange(packet.getData(), packet.getOffset(), end));
    }

    @Override
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }
}
