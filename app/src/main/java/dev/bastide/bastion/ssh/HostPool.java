package dev.bastide.bastion.ssh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.jspecify.annotations.Nullable;

/** Connections to hosts that several channels of one owner may use. */
final class HostPool {
    /** OpenSSH allows ten sessions on a connection by default. */
    private static final int CHANNELS_AT_A_TIME = 8;

    /** The library keeps a listener for every channel a connection ever had, so none is used for ever. */
    private static final int CHANNELS_IN_ALL = 200;

    /** Makes a connection; blocks. */
    interface Connector {
        ClientSession connect(Target target) throws HostFailure;
    }

    /** What must be equal for a connection to be shared. Secrets appear only as fingerprints. */
    private record Key(String owner, String host, int port, String account, List<String> pins, String credential) {
        static Key of(Target target) {
            List<String> pins = target.hostKeys().stream()
                    .map(KeyUtils::getFingerPrint)
                    .sorted()
                    .toList();
            String credential = switch (target.credential()) {
                case Credential.HeldKey held -> name(held.pair().getPublic());
                case Credential.Certified certified ->
                    "by " + KeyUtils.getFingerPrint(certified.authority().getPublic());
                case Credential.Password password -> digest(password.value());
            };
            return new Key(target.owner(), target.host(), target.port(), target.account(), pins, credential);
        }

        /** A certificate is made anew for each login; what counts is who vouches for it. */
        private static String name(PublicKey key) {
            return key instanceof OpenSshCertificate certificate
                    ? "by " + KeyUtils.getFingerPrint(certificate.getCaPubKey())
                    : KeyUtils.getFingerPrint(key);
        }

        private static String digest(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Connector connector;
    private final Duration keepIdle;
    private final Clock clock;
    private final List<Lease> connections = new ArrayList<>();
    private boolean closed;

    HostPool(Connector connector, Duration keepIdle, Clock clock) {
        this.connector = connector;
        this.keepIdle = keepIdle;
        this.clock = clock;
    }

    /** A connection for one channel more; waits for the connection that another channel is making just now. */
    Lease lease(Target target) throws HostFailure {
        Key key = Key.of(target);
        Lease lease;
        boolean mine;
        synchronized (connections) {
            if (closed) {
                throw new HostFailure(Refusal.STOPPING, "stopping", new IllegalStateException("closed"));
            }
            Lease found = find(key);
            mine = found == null;
            lease = found == null ? new Lease(key) : found;
            if (mine) {
                connections.add(lease);
            }
            lease.take();
        }
        return mine ? lease.connect(target) : lease.await();
    }

    void forget(String owner) {
        synchronized (connections) {
            connections.stream()
                    .filter(lease -> lease.key.owner().equals(owner))
                    .forEach(lease -> lease.retired = true);
        }
        sweep();
    }

    int size() {
        synchronized (connections) {
            return connections.size();
        }
    }

    /** Closes what nobody uses and nobody will. */
    void sweep() {
        List<Lease> over = new ArrayList<>();
        synchronized (connections) {
            Instant oldest = clock.instant().minus(keepIdle);
            for (Lease lease : connections) {
                if (lease.over(oldest)) {
                    over.add(lease);
                }
            }
            connections.removeAll(over);
        }
        over.forEach(Lease::disconnect);
    }

    void close() {
        List<Lease> all;
        synchronized (connections) {
            closed = true;
            all = List.copyOf(connections);
            connections.clear();
        }
        all.forEach(Lease::disconnect);
    }

    private @Nullable Lease find(Key key) {
        for (Lease lease : connections) {
            if (lease.key.equals(key) && lease.usable()) {
                return lease;
            }
        }
        return null;
    }

    /** A connection and how many channels use it. Counts are guarded by the pool's list. */
    final class Lease {
        private final Key key;
        private final CompletableFuture<ClientSession> ready = new CompletableFuture<>();
        private int channels;
        private int served;
        private boolean retired;
        private Instant idleSince = Instant.MAX;

        private Lease(Key key) {
            this.key = key;
        }

        ClientSession session() {
            return ready.join();
        }

        /** This channel no longer uses the connection. */
        void release() {
            boolean over;
            synchronized (connections) {
                channels--;
                idleSince = clock.instant();
                over = channels == 0 && (retired || served >= CHANNELS_IN_ALL);
                if (over) {
                    connections.remove(this);
                }
            }
            if (over) {
                disconnect();
            }
        }

        /** No new channel is to use the connection, and this one does not either. */
        void spoil() {
            synchronized (connections) {
                retired = true;
            }
            release();
        }

        private void take() {
            channels++;
            served++;
            idleSince = Instant.MAX;
        }

        private boolean usable() {
            boolean alive = !ready.isDone()
                    || (!ready.isCompletedExceptionally() && session().isOpen());
            return alive && !retired && channels < CHANNELS_AT_A_TIME && served < CHANNELS_IN_ALL;
        }

        private boolean over(Instant oldest) {
            boolean dead = ready.isDone()
                    && (ready.isCompletedExceptionally() || session().isClosed());
            return channels == 0 && (dead || retired || idleSince.isBefore(oldest));
        }

        private Lease connect(Target target) throws HostFailure {
            try {
                ready.complete(connector.connect(target));
                return this;
            } catch (HostFailure | RuntimeException e) {
                ready.completeExceptionally(e);
                spoil();
                throw e;
            }
        }

        private Lease await() throws HostFailure {
            try {
                ready.join();
                return this;
            } catch (CompletionException e) {
                spoil();
                Throwable cause = e.getCause();
                if (cause instanceof HostFailure failure) {
                    throw new HostFailure(failure.refusal(), failure.detail(), failure);
                }
                throw new HostFailure(Refusal.HOST_UNREACHABLE, String.valueOf(cause), e);
            }
        }

        private void disconnect() {
            if (ready.isDone() && !ready.isCompletedExceptionally()) {
                session().close(false);
            }
        }
    }
}
