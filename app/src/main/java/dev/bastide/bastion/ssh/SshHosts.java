package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to hosts. Only pinned keys are believed, only the given credential is shown, and connections of one
 * owner to one account of one host are shared by his channels: the second login costs no key exchange.
 */
public final class SshHosts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshHosts.class);
    private static final Duration DIAL_TIME = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIME = Duration.ofSeconds(20);
    private static final Duration LOGIN_TIME = Duration.ofSeconds(90);
    private static final Duration CHANNEL_TIME = Duration.ofSeconds(30);

    private final Clock clock;
    private final SshClient client;
    private final Semaphore keyExchanges;
    private final HostPool pool;

    /**
     * Starts without connecting to anything.
     *
     * @param concurrentLogins key exchanges at a time; more wait, so that a hundred logins at once do not starve the
     *     running sessions nor trip a host's own limit for unauthenticated connections (ten with OpenSSH)
     * @param keepIdle how long an unused connection stays open for its owner's next channel
     */
    public SshHosts(Clock clock, int concurrentLogins, Duration keepIdle) {
        Algorithms.preferTheJdk();
        this.clock = clock;
        this.keyExchanges = new Semaphore(concurrentLogins, true);
        this.client = client();
        client.start();
        this.pool = new HostPool(this::connect, keepIdle, clock);
        var _ = client.getScheduledExecutorService().scheduleWithFixedDelay(pool::sweep, 2, 2, TimeUnit.SECONDS);
    }

    /** The usual: as many logins at a time as the machine can compute, connections kept for a minute. */
    public static SshHosts start(Clock clock) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new SshHosts(clock, Math.clamp(2L * processors, 4, 8), Duration.ofMinutes(1));
    }

    /** Closes the connections of this owner as soon as no channel uses them; none is given to a new channel. */
    public void forget(String owner) {
        pool.forget(owner);
    }

    /** Connections that are open now, in use or kept. */
    public int connections() {
        return pool.size();
    }

    /** Closes every connection. */
    @Override
    public void close() {
        pool.close();
        client.stop();
    }

    /** Opens a session channel on the host; blocks, at most some minutes. The lease ends with {@link Opened#release}. */
    Opened open(Target target, HostEnd end) throws HostFailure {
        HostPool.Lease lease = pool.lease(target);
        try {
            return openOn(lease, end);
        } catch (IOException e) {
            // A shared connection may have died or be full; a fresh one shows which it was.
            lease.spoil();
        }
        HostPool.Lease fresh = pool.lease(target);
        try {
            return openOn(fresh, end);
        } catch (IOException e) {
            fresh.spoil();
            throw new HostFailure(Refusal.HOST_UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static Opened openOn(HostPool.Lease lease, HostEnd end) throws IOException {
        HostChannel channel = new HostChannel(end);
        lease.session().getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(CHANNEL_TIME);
        return new Opened(channel, lease);
    }

    private ClientSession connect(Target target) throws HostFailure {
        Pins pins = new Pins(target.hostKeys());
        boolean mayCompute = false;
        try {
            keyExchanges.acquire();
            mayCompute = true;
            ConnectFuture dialling = client.connect(
                    target.account(),
                    target.host(),
                    target.port(),
                    AttributeRepository.ofKeyValuePair(Pins.KEY, pins),
                    null);
            if (!dialling.await(DIAL_TIME)) {
                // A host that does not answer keeps nobody else waiting.
                keyExchanges.release();
                mayCompute = false;
                dialling.verify(CONNECT_TIME);
                keyExchanges.acquire();
                mayCompute = true;
            }
            return logIn(target, dialling.verify(CONNECT_TIME).getSession());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostFailure(Refusal.STOPPING, "interrupted", e);
        } catch (IOException e) {
            throw new HostFailure(reason(e, pins), String.valueOf(e.getMessage()), e);
        } finally {
            if (mayCompute) {
                keyExchanges.release();
            }
        }
    }

    private ClientSession logIn(Target target, ClientSession session) throws IOException {
        try {
            switch (target.credential()) {
                case Credential.HeldKey held -> session.addPublicKeyIdentity(held.pair());
                case Credential.Certified certified -> session.addPublicKeyIdentity(certificate(target, certified));
                case Credential.Password password -> session.addPasswordIdentity(password.value());
            }
            session.auth().verify(LOGIN_TIME);
            return session;
        } catch (IOException | RuntimeException e) {
            session.close(true);
            throw e;
        }
    }

    private KeyPair certificate(Target target, Credential.Certified certified) throws IOException {
        return SshKeys.certify(
                certified.authority(), target.account(), certified.keyId(), clock.instant(), certified.validity());
    }

    private static Refusal reason(IOException e, Pins pins) {
        // The host may also have no key at all of a pinned kind.
        boolean noSuchKey = String.valueOf(e.getMessage()).contains(KexProposalOption.SERVERKEYS.name());
        if (pins.mismatched() || noSuchKey) {
            return Refusal.HOST_KEY_MISMATCH;
        }
        boolean refused = e instanceof SshException ssh
                && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
        return refused ? Refusal.CREDENTIAL_REFUSED : Refusal.HOST_UNREACHABLE;
    }

    /** A host may announce other keys of its own; they are not believed, only two people pin a key. */
    private static RequestHandler.Result announcement(
            ConnectionService service, String request, boolean wantReply, Buffer buffer) {
        return "hostkeys-00@openssh.com".equals(request)
                ? RequestHandler.Result.ReplyFailure
                : RequestHandler.Result.Unsupported;
    }

    private static SshClient client() {
        SshClient client = ClientBuilder.builder()
                .cipherFactories(Algorithms.hostCiphers())
                .macFactories(Algorithms.hostMacs())
                .keyExchangeFactories(Algorithms.hostKeyExchanges())
                .signatureFactories(Algorithms.signatures())
                .compressionFactories(Algorithms.compressions())
                .channelFactories(List.of())
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, SshHosts::announcement))
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .serverKeyVerifier((session, remote, key) -> Pins.of(session).accepts(key))
                .build();
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(
                new UserAuthPublicKeyFactory(Algorithms.credentialSignatures()), UserAuthPasswordFactory.INSTANCE));
        client.setNioWorkers(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
        client.setSessionHeartbeat(HeartbeatType.IGNORE, Duration.ofSeconds(30));
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.AUTH_TIMEOUT.set(client, LOGIN_TIME);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "Bastide");
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                // The host is asked for a key that is pinned, not for whichever it likes best.
                session.setSignatureFactories(
                        Algorithms.signaturesOf(Pins.of(session).keys()));
            }

            @Override
            public void sessionException(Session session, Throwable t) {
                LOG.debug("A connection to a host ended: {}", t.toString());
            }
        });
        return client;
    }
}
