package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One direction of a splice: bytes of one channel become packets of the other, as far as the receiver's window is open.
 *
 * <p>The sender gets its window back only when a packet has been written to the receiver's socket, so a slow reader at
 * one end stops the writer at the other, and no more than one window of bytes is ever held here. The library's own
 * output stream is not used: its flow control loses wake-ups and uploads stall.
 *
 * <p>No lock is held while writing. Whoever adds an item or opens a window calls {@link #drain}; one thread at a time
 * does the work, the others only count.
 */
final class Flow {
    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

    private sealed interface Item {}

    private static final class Bytes implements Item {
        final byte command;
        final @Nullable LocalWindow credit;
        final byte[] data;
        int offset;

        Bytes(byte command, @Nullable LocalWindow credit, byte[] data) {
            this.command = command;
            this.credit = credit;
            this.data = data;
        }
    }

    private record EndOfInput() implements Item {}

    private record Close() implements Item {}

    private final Queue<Item> pending = new ConcurrentLinkedQueue<>();
    private final AtomicInteger demands = new AtomicInteger();
    private volatile @Nullable Sink sink;
    private volatile boolean discarding;
    private volatile boolean suspected;

    /** From now on items go to this channel. */
    void attach(Sink receiver) {
        sink = receiver;
        drain();
    }

    /** Adds bytes; copies them. With a window to credit, the sender may send as many again once these are written. */
    void bytes(boolean error, byte[] buffer, int offset, int length, @Nullable LocalWindow credit) {
        byte command = error ? SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA : SshConstants.SSH_MSG_CHANNEL_DATA;
        byte[] copy = new byte[length];
        System.arraycopy(buffer, offset, copy, 0, length);
        pending.add(new Bytes(command, credit, copy));
        drain();
    }

    void endOfInput() {
        pending.add(new EndOfInput());
        drain();
    }

    void close() {
        pending.add(new Close());
        drain();
    }

    /** Throws away what is pending and all that comes: the session was cut. */
    void discard() {
        discarding = true;
        drain();
    }

    /**
     * Looks after a lost wake-up, which must not happen and would freeze a transfer for ever: if bytes wait twice in a
     * row although the window is open and nobody works, works itself and says so.
     */
    void lookAfter() {
        Sink to = sink;
        if (to == null
                || pending.isEmpty()
                || demands.get() != 0
                || to.channel().getRemoteWindow().getSize() == 0) {
            suspected = false;
        } else if (suspected) {
            LOG.warn("A transfer stood still with {} items pending and is resumed", pending.size());
            drain();
        } else {
            suspected = true;
        }
    }

    /** Sends what the receiver's window allows. Called for every new item and whenever the window opens. */
    void drain() {
        if (demands.getAndIncrement() != 0) {
            return;
        }
        int served = 1;
        do {
            try {
                pump();
            } catch (IOException e) {
                // The receiver's session is closing; its own end-of-channel events finish the splice.
                discarding = true;
                pending.clear();
            }
            served = demands.addAndGet(-served);
        } while (served != 0);
    }

    private void pump() throws IOException {
        if (discarding) {
            pending.clear();
            return;
        }
        Sink to = sink;
        if (to == null) {
            return;
        }
        for (Item item = pending.peek(); item != null; item = pending.peek()) {
            switch (item) {
                case Bytes bytes -> {
                    if (!send(to, bytes)) {
                        return;
                    }
                }
                case EndOfInput _ -> to.endOfInput();
                case Close _ -> to.finish();
            }
            pending.poll();
        }
    }

    /** Writes as much as the window takes; false if something is left for when it opens again. */
    private boolean send(Sink to, Bytes bytes) throws IOException {
        Channel channel = to.channel();
        RemoteWindow window = channel.getRemoteWindow();
        while (bytes.offset < bytes.data.length) {
            long wanted = Math.min(bytes.data.length - bytes.offset, window.getPacketSize());
            int granted = (int) window.consume(wanted);
            if (granted <= 0) {
                return false;
            }
            write(channel, bytes, granted);
            bytes.offset += granted;
        }
        return true;
    }

    private static void write(Channel channel, Bytes bytes, int length) throws IOException {
        Session session = channel.getSession();
        Buffer packet = session.createBuffer(bytes.command, length + Long.SIZE);
        packet.putUInt(channel.getRecipient());
        if (bytes.command == SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA) {
            packet.putInt(SshConstants.SSH_EXTENDED_DATA_STDERR);
        }
        packet.putBytes(bytes.data, bytes.offset, length);
        IoWriteFuture written = session.writePacket(packet);
        LocalWindow credit = bytes.credit;
        if (credit != null) {
            written.addListener(done -> giveBack(credit, length, done));
        }
    }

    private static void giveBack(LocalWindow credit, int length, IoWriteFuture done) {
        if (!done.isWritten() || !credit.isOpen()) {
            return;
        }
        try {
            credit.release(length);
        } catch (IOException e) {
            // The sender's session is closing: it needs no window any more.
        }
    }
}
