package dev.bastide.portal.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Who of the invented people has an SSH key. */
    static final Set<String> KEY_HOLDERS = Set.of("nora", "jonas");

    /** One server stands for three machines, each at a loopback address of its own. */
    static final Map<String, String> ADDRESSES =
            Map.of("web-01", "127.0.0.1", "web-02", "127.0.0.2", "lab-01", "127.0.0.3");

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
        for (String holder : KEY_HOLDERS) {
            host.key(holder);
        }
        host.launch();
        return Optional.of(host);
    }

    int port() {
        return port;
    }

    String account() {
        return System.getProperty("user.name");
    }

    /** The public line of one of its keys: {@code host}, {@code bastide} or of a person. */
    String publicKey(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".pub")).strip();
    }

    String privateKey(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    Path keyFile(String name) {
        return folder.resolve(name).toAbsolutePath();
    }

    /** The file in which a person's {@code ssh} keeps what it knows of the bastion. */
    Path knownHosts() {
        return folder.resolve("known_hosts").toAbsolutePath();
    }

    /** The file to which the terminals of the invented people look for a code. */
    Path answers() {
        return folder.resolve("answer").toAbsolutePath();
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
        Files.write(config, configuration(keys));
        // The kernel ends it when the program dies, however it dies; the thread that starts it must live as long.
        Thread keeper = Thread.ofPlatform().daemon().name("demonstration-host").unstarted(() -> keep(config));
        keeper.start();
    }

    private List<String> configuration(Path keys) {
        List<String> lines = new ArrayList<>();
        lines.add("Port " + port);
        ADDRESSES.values().stream().sorted().forEach(address -> lines.add("ListenAddress " + address));
        lines.add("HostKey " + keyFile("host"));
        lines.add("AuthorizedKeysFile " + keys.toAbsolutePath());
        lines.add("PasswordAuthentication no");
        lines.add("KbdInteractiveAuthentication no");
        lines.add("PermitRootLogin prohibit-password");
        lines.add("AcceptEnv LANG LC_* BASTIDE_SESSION");
        lines.add("StrictModes no");
        lines.add("UsePAM no");
        lines.add("UseDNS no");
        lines.add("PrintMotd no");
        lines.add("PrintLastLog no");
        lines.add("PidFile none");
        lines.add("Subsystem sftp internal-sftp");
        return lines;
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
