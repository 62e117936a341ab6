package dev.bastide.ground.door;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port while the program is locked: HTTPS with the same certificate, and the same words in the clear. */
public final class LockedDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockedDoor.class);
    private final Server server = new Server();
    private final ServerConnector connector;

    /** Starts at once. Throws {@link BindException} when the port is taken. */
    public LockedDoor(int port, Path home, DoorWishes wishes, SecureRandom random, Clock clock) throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        if (wishes.encrypts()) {
            encrypt(home, wishes, random, clock);
        }
        server.addConnector(connector);
        server.setHandler(new LockedVisitors(home));
        try {
            connector.open();
        } catch (IOException e) {
            throw e.getCause() instanceof BindException taken ? taken : e;
        }
        start();
    }

    /** A certificate that cannot be read does not keep the words from whoever stands before the door. */
    private void encrypt(Path home, DoorWishes wishes, SecureRandom random, Clock clock) {
        try {
            DoorSettings.encrypt(connector, wishes.certificate(home, random, clock), wishes.isKnown());
        } catch (IllegalStateException | java.io.UncheckedIOException e) {
            LOG.warn("The locked console speaks no HTTPS: {}", e.getMessage());
        }
    }

    private void start() throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The locked console does not start", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The locked console does not stop", e);
        }
    }
}
