package dev.bastide.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's OpenSSH server as a host to log in to: on a loopback port of its own, with a host key of its own, for the
 * account that runs the tests.
 */
public final class RealSshd implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/sbin/sshd");

    private final Path folder;
    private final int port;
    private Process process;

    private RealSshd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param folder an empty folder of its own
     * @param authorizedKeys lines as in {@code authorized_keys}
     * @param authorities lines of certificate authorities, as in {@code TrustedUserCAKeys}
     */
    public static RealSshd start(Path folder, List<String> authorizedKeys, List<String> authorities)
            throws IOException, InterruptedException {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.createDirectories(folder);
        Path hostKey = folder.resolve("host_key");
        if (!Files.exists(hostKey)) {
            Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey.toString())
                    .run()
                    .ok();
        }
        Files.write(folder.resolve("authorized_keys"), authorizedKeys);
        Files.write(folder.resolve("authorities"), authorities);
        int port = freePort();
        Files.write(folder.resolve("config"), configuration(folder, port));
        RealSshd sshd = new RealSshd(folder, port, launch(folder));
        Runtime.getRuntime().addShutdownHook(new Thread(sshd::close));
        sshd.awaitAnswer();
        return sshd;
    }

    /** Whether this machine has the server. */
    public static boolean present() {
        return Files.isExecutable(SERVER);
    }

    public int port() {
        return port;
    }

    /** The account to log in as. */
    public String account() {
        return System.getProperty("user.name");
    }

    /** The line of its host key, {@code type base64}. */
    public String hostKey() throws IOException {
        String[] parts = Files.readString(folder.resolve("host_key.pub")).split(" ", -1);
        return parts[0] + " " + parts[1];
    }

    /** What the server logged so far. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** Stops it and every session on it at once, as a host does that loses its power. */
    public void die() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }

    /** Starts it again on the same port with the same host key. */
    public void revive() throws IOException, InterruptedException {
        process = launch(folder);
        awaitAnswer();
    }

    @Override
    public void close() {
        try {
            die();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A port of the loopback that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process launch(Path folder) throws IOException {
        return new ProcessBuilder(
                        SERVER.toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static List<String> configuration(Path folder, int port) {
        List<String> lines = new ArrayList<>();
        lines.add("Port " + port);
        lines.add("ListenAddress 127.0.0.1");
        lines.add("HostKey " + folder.resolve("host_key"));
        lines.add("AuthorizedKeysFile " + folder.resolve("authorized_keys"));
        lines.add("TrustedUserCAKeys " + folder.resolve("authorities"));
        lines.add("PidFile none");
        lines.add("StrictModes no");
        lines.add("UsePAM no");
        lines.add("UseDNS no");
        lines.add("PasswordAuthentication no");
        lines.add("KbdInteractiveAuthentication no");
        lines.add("PermitRootLogin yes");
        lines.add("PrintMotd no");
        lines.add("PrintLastLog no");
        lines.add("AcceptEnv LANG LC_* BASTIDE_*");
        // The shell of a test reads nobody's profile.
        lines.add("SetEnv HOME=" + folder);
        lines.add("LogLevel VERBOSE");
        lines.add("Subsystem sftp internal-sftp");
        return lines;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        try {
            Eventually.holds("sshd answers on port " + port, Duration.ofSeconds(20), this::answers);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return socket.getInputStream().read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }
}
