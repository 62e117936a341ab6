package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A session channel on a host. Requests go out as they came in; what comes back goes to the {@link HostEnd}. */
final class HostChannel extends AbstractClientChannel implements Sink {
    private final HostEnd end;
    private final Queue<Consumer<Boolean>> replies = new ConcurrentLinkedQueue<>();
    private volatile boolean orderly;

    HostChannel(HostEnd end) {
        super("session");
        this.end = end;
        addCloseFutureListener(_ -> {
            if (opened.get()) {
                end.closed(orderly);
            }
        });
    }

    @Override
    protected void doOpen() {
        // Nothing to set up: there are no streams.
    }

    @Override
    protected void doWriteData(byte[] data, int off, long len) {
        end.bytes(false, data, off, (int) len, getLocalWindow());
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int off, long len) {
        end.bytes(true, data, off, (int) len, getLocalWindow());
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) throws IOException {
        super.handleWindowAdjust(buffer);
        end.windowOpened();
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        end.endOfOutput();
    }

    @Override
    public void handleClose() throws IOException {
        orderly = true;
        super.handleClose();
    }

    @Override
    public void handleRequest(Buffer buffer) throws IOException {
        String type = buffer.getString();
        boolean wantReply = buffer.getBoolean();
        switch (type) {
            case "exit-status" -> end.exited(new Exit.Status((int) buffer.getUInt()));
            case "exit-signal" -> end.exited(new Exit.Signalled(buffer.getString()));
            default -> {
                // eow@openssh.com and keep-alives concern this leg only.
            }
        }
        if (wantReply) {
            reply(SshConstants.SSH_MSG_CHANNEL_FAILURE);
        }
    }

    @Override
    public void handleSuccess() {
        answered(true);
    }

    @Override
    public void handleFailure() {
        answered(false);
    }

    /** Sends a channel request; the reply, if wanted, is told to the consumer. Replies come in the order of requests. */
    void request(String type, byte[] payload, @Nullable Consumer<Boolean> reply) throws IOException {
        synchronized (replies) {
            if (reply != null) {
                replies.add(reply);
            }
            Session session = getSession();
            Buffer packet = session.createBuffer(
                    SshConstants.SSH_MSG_CHANNEL_REQUEST, payload.length + type.length() + Long.SIZE);
            packet.putUInt(getRecipient());
            packet.putString(type);
            packet.putBoolean(reply != null);
            packet.putRawBytes(payload);
            writePacket(packet);
        }
    }

    /** Kills the program on the host, then closes the channel, by force if the host does not answer. */
    void kill() {
        try {
            request("signal", Wire.string("KILL"), null);
        } catch (IOException e) {
            // The connection is closing, and the program's terminal with it.
        }
        closeWithin(500);
    }

    /** Closes the channel as a client does that goes away; by force if the host does not answer in time. */
    void closeWithin(long millis) {
        close(false);
        later(() -> close(true), millis);
    }

    /** Closes the channel after this time even if bytes are still pending. */
    void closeLater(long millis) {
        later(() -> closeWithin(millis), millis);
    }

    /** Waits until the channel is closed, at most this long. */
    void awaitClosed(long millis) {
        try {
            closeFuture.await(millis);
        } catch (IOException e) {
            // Interrupted: nobody waits any more.
        }
    }

    private void later(Runnable action, long millis) {
        var _ = getSession()
                .getFactoryManager()
                .getScheduledExecutorService()
                .schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public Channel channel() {
        return this;
    }

    @Override
    public void endOfInput() throws IOException {
        sendEof();
    }

    @Override
    public void finish() {
        closeWithin(5000);
    }

    private void answered(boolean success) {
        Consumer<Boolean> reply = replies.poll();
        if (reply != null) {
            reply.accept(success);
        }
    }

    private void reply(byte command) throws IOException {
        Buffer packet = getSession().createBuffer(command, Integer.BYTES);
        packet.putUInt(getRecipient());
        writePacket(packet);
    }
}
