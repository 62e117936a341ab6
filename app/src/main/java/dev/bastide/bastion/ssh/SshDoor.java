package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bastion's SSH server. People log in with their own key and a code; each channel they open is decided by the
 * {@link Gate} and joined raw to the host, so {@code ssh}, {@code scp}, {@code sftp}, {@code rsync}, {@code git} and
 * {@code ansible} work as they are. Seed 000 s4.
 */
public final class SshDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshDoor.class);

    private final Door door;
    private final SshServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean accepting;

    /**
     * Sets the door up; {@link #start} opens it.
     *
     * @param hostKeys what the bastion shows to people: an Ed25519 and an RSA-4096 pair, kept for ever
     * @param hosts the connections to hosts; not closed by this door
     */
    public SshDoor(DoorSettings settings, List<KeyPair> hostKeys, Gate gate, SshHosts hosts, Clock clock) {
        Algorithms.preferTheJdk();
        this.door = Door.of(settings, gate, hosts, threads, clock);
        this.server = server(settings, hostKeys, new SourceLimits(settings, clock));
    }

    /** Listens. Throws if the port is taken. */
    public void start() throws IOException {
        server.start();
        accepting = true;
        var _ = server.getScheduledExecutorService()
                .scheduleWithFixedDelay(this::expire, 250, 250, TimeUnit.MILLISECONDS);
        LOG.info("The bastion listens on port {}", server.getPort());
    }

    /** The port listened on. */
    public int port() {
        return server.getPort();
    }

    /** Whether people can connect now. */
    public boolean accepting() {
        return accepting && server.isOpen() && !server.getBoundAddresses().isEmpty();
    }

    /** The sessions that run now. */
    public Collection<LiveSession> sessions() {
        return List.copyOf(door.sessions().values());
    }

    /** The session of this identifier if it runs. */
    public Optional<LiveSession> session(UUID id) {
        return Optional.ofNullable(door.sessions().get(id));
    }

    /** Disconnects this person everywhere, within a second: sessions with the text, connections without one. */
    public void expel(String person, String text) {
        door.hosts().forget(person);
        for (Session session : server.getActiveSessions()) {
            boolean his = Login.visitor(session)
                    .filter(visitor -> visitor.person().equals(person))
                    .isPresent();
            if (his) {
                expel(session, text);
            }
        }
    }

    /** Ends every session with this text, then stops listening. Takes a second at most. */
    public void stop(String text) throws IOException {
        accepting = false;
        List<LiveSession> all = List.copyOf(door.sessions().values());
        all.forEach(session -> session.end(text));
        CoreModuleProperties.STOP_WAIT_TIME.set(server, Duration.ofSeconds(2));
        server.stop(true);
    }

    @Override
    public void close() throws IOException {
        stop("");
        threads.shutdown();
    }

    private void expel(Session session, String text) {
        door.sessions().values().stream()
                .filter(live -> live instanceof Splice splice && splice.on(session))
                .forEach(live -> live.end(text));
        var _ = server.getScheduledExecutorService().schedule(() -> session.close(true), 600, TimeUnit.MILLISECONDS);
    }

    private void expire() {
        Instant now = door.clock().instant();
        for (LiveSession live : door.sessions().values()) {
            if (live instanceof Splice splice) {
                splice.lookAfter();
                if (!now.isBefore(live.notAfter())) {
                    threads.execute(splice::expire);
                }
            }
        }
    }

    private SshServer server(DoorSettings settings, List<KeyPair> hostKeys, SourceLimits limits) {
        SshServer built = ServerBuilder.builder()
                .cipherFactories(Algorithms.doorCiphers())
                .macFactories(Algorithms.doorMacs())
                .keyExchangeFactories(Algorithms.doorKeyExchanges())
                .signatureFactories(Algorithms.signatures())
                .compressionFactories(Algorithms.compressions())
                .channelFactories(List.of(new Channels(door)))
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE))
                .publickeyAuthenticator((name, key, session) -> KeyMethod.worthLooking(key, session))
                .build();
        built.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        built.setUserAuthFactories(List.of(new KeyMethod.Factory(), new CodeMethod.Factory()));
        built.setServiceFactories(List.of(logins(limits), visits()));
        built.addSessionListener(limits);
        built.addSessionListener(misses(limits));
        built.setPort(settings.port());
        if (!settings.address().isEmpty()) {
            built.setHost(settings.address());
        }
        tune(built, settings);
        return built;
    }

    private static void tune(SshServer server, DoorSettings settings) {
        server.setNioWorkers(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
        server.setSessionHeartbeat(HeartbeatType.IGNORE, Duration.ofSeconds(30));
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Bastide");
        CoreModuleProperties.MAX_IDENTIFICATION_SIZE.set(server, 1024);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 20);
        CoreModuleProperties.AUTH_TIMEOUT.set(server, settings.loginTime());
        CoreModuleProperties.IDLE_TIMEOUT.set(server, settings.idleTime());
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
        CoreModuleProperties.SOCKET_BACKLOG.set(server, 512);
        if (!settings.banner().isEmpty()) {
            CoreModuleProperties.WELCOME_BANNER.set(server, settings.banner());
        }
    }

    private SessionListener misses(SourceLimits limits) {
        return new SessionListener() {
            @Override
            public void sessionClosed(Session session) {
                Login.missedName(session).ifPresent(name -> {
                    var source = SourceLimits.addressOf(session.getIoSession().getRemoteAddress());
                    limits.failed(source);
                    threads.execute(
                            () -> door.gate().failed(LoginFailure.of(LoginFailure.Kind.UNKNOWN_KEY, name, source)));
                });
            }
        };
    }

    private ServiceFactory logins(SourceLimits limits) {
        return new ServerUserAuthServiceFactory() {
            @Override
            public Service create(Session session) throws IOException {
                return new Login(session, door.gate(), threads, limits);
            }
        };
    }

    private ServiceFactory visits() {
        return new ServiceFactory() {
            @Override
            public String getName() {
                return "ssh-connection";
            }

            @Override
            public Service create(Session session) throws IOException {
                return new Visit((AbstractServerSession) session, door);
            }
        };
    }

    private record Channels(Door door) implements ChannelFactory {
        @Override
        public String getName() {
            return "session";
        }

        @Override
        public Channel createChannel(Session session) {
            return new DoorChannel(door);
        }
    }
}
