package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.session.ConnectionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel that is open on a host, and the connection it runs on. */
final class Opened {
    private static final long REAPER_MILLIS = 3000;
    private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

    private final HostChannel channel;
    private final HostPool.Lease lease;
    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicBoolean killed = new AtomicBoolean();

    Opened(HostChannel channel, HostPool.Lease lease) {
        this.channel = channel;
        this.lease = lease;
    }

    HostChannel channel() {
        return channel;
    }

    /** The channel no longer uses the connection. */
    void release() {
        if (!killed.get() && released.compareAndSet(false, true)) {
            lease.release();
        }
    }

    /** Marks what is about to be started, where the host's {@code AcceptEnv} lets it. */
    void mark(UUID session) throws IOException {
        byte[] name = Wire.string("BASTIDE_SESSION");
        byte[] value = Wire.string(session.toString());
        byte[] payload = new byte[name.length + value.length];
        System.arraycopy(name, 0, payload, 0, name.length);
        System.arraycopy(value, 0, payload, name.length, value.length);
        channel.request("env", payload, null);
    }

    /** Kills what the session runs on the host and closes the channel; returns at once. */
    void kill(UUID session) {
        if (!killed.compareAndSet(false, true) || released.get()) {
            return;
        }
        channel.kill();
        Thread.ofVirtual().name("reap-" + session).start(() -> {
            try {
                reap(session);
            } catch (IOException | RuntimeException e) {
                LOG.warn("Nothing could be killed on the host: {}", e.toString());
            } finally {
                if (released.compareAndSet(false, true)) {
                    lease.release();
                }
            }
        });
    }

    private void reap(UUID session) throws IOException {
        if (!lease.session().isOpen()) {
            return;
        }
        HostChannel reaper = new HostChannel(new Deaf());
        lease.session().getService(ConnectionService.class).registerChannel(reaper);
        reaper.open().verify(REAPER_MILLIS);
        reaper.request("exec", Wire.string(reaper(session)), null);
        reaper.endOfInput();
        reaper.closeLater(REAPER_MILLIS);
        reaper.awaitClosed(REAPER_MILLIS);
    }

    /**
     * Kills what a session started. A host kills on request only what an account other than root runs, and closing a
     * channel without a terminal kills nothing, so the bastion looks for its own mark in the environment.
     */
    private static String reaper(UUID session) {
        return "for e in $(grep -lzs '^BASTIDE_SESSION=" + session + "$' /proc/[0-9]*/environ); "
                + "do p=${e#/proc/}; kill -KILL \"${p%/environ}\"; done";
    }

    /** Lets everything pass that the reaper says. */
    private static final class Deaf implements HostEnd {
        @Override
        public void bytes(boolean error, byte[] buffer, int offset, int length, LocalWindow credit) {
            // Nobody reads it, and there is little.
        }

        @Override
        public void endOfOutput() {
            // The channel closes by itself.
        }

        @Override
        public void exited(Exit exit) {
            // Whether it found anything does not matter.
        }

        @Override
        public void windowOpened() {
            // Nothing is sent.
        }

        @Override
        public void closed(boolean orderly) {
            // It has done what it could.
        }
    }
}
