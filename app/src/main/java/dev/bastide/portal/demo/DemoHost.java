package dev.bastide.portal.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real OpenSSH server on a loopback port as the host of the demonstration: own host key, one account (whoever runs
 * this program), one key that only Bastide holds. Ends with the program.
 */
final class DemoHost {
    private static final Logger LOG = LoggerFactory.getLogger(DemoHost.class);
    private static final Path SERVER = Path.of("/usr/sbin/sshd");
    private static final int KEYGEN_SECONDS_MAX = 20;

    private final Path folder;
    private final int port;

    private DemoHost(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts it, on the port it had before; nothing when this machine has no OpenSSH server. */
    static Optional<DemoHost> start(Path home) throws IOException, InterruptedException {
        if (!Files.isExecutable(SERVER)) {
            return Optional.empty();
        }
        Path folder = Files.createDirectories(home.resolve("demonstration-host"));
        Path portFile = folder.resolve("port");
        if (!Files.exists(portFile)) {
            Files.writeString(portFile, Integer.toString(freePort()));
        }
        DemoHost host =
                new DemoHost(folder, Integer.parseInt(Files.readString(portFile).strip()));
        host.key("host");
        host.key("bastide");
        host.key("nora");
        host.launch();
        return Optional.of(host);
    }

    int port() {
        return port;
    }

    String account() {
        return System.getProperty("user.name");
    }

    /** The public line of one of its keys: {@code host}, {@code bastide} or {@code nora}. */
    String publicKey(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".pub")).strip();
    }

    String privateKey(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    Path keyFile(String name) {
        return folder.resolve(name).toAbsolutePath();
    }

    private void key(String name) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return;
        }
        Process keygen = new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keygen.waitFor(KEYGEN_SECONDS_MAX, TimeUnit.SECONDS) || keygen.exitValue() != 0) {
            throw new IOException("ssh-keygen made no key");
        }
    }

    private void launch() throws IOException {
        if (account().equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Path keys = folder.resolve("authorized_keys");
        Files.writeString(keys, publicKey("bastide") + "\n");
        Path config = folder.resolve("config");
        Files.write(
                config,
                List.of(
                        "Port " + port,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + keyFile("host"),
                        "AuthorizedKeysFile " + keys.toAbsolutePath(),
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "PermitRootLogin prohibit-password",
                        "StrictModes no",
                        "UsePAM no",
                        "PidFile none",
                        "Subsystem sftp internal-sftp"));
        // The kernel ends it when the program dies, however it dies; the thread that starts it must live as long.
        Thread keeper = Thread.ofPlatform().daemon().name("demonstration-host").unstarted(() -> keep(config));
        keeper.start();
    }

    private void keep(Path config) {
        try {
            Process server = new ProcessBuilder(
                            "setpriv", "--pdeathsig", "TERM", SERVER.toString(), "-D", "-e", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
            LOG.warn("The demonstration host ended with {}", server.waitFor());
        } catch (IOException e) {
            LOG.warn("The demonstration host could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
