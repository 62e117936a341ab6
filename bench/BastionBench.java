package dev.bastide.bastion.ssh;

import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.FileHeader;
import dev.bastide.bastion.recording.RecordingDisk;
import dev.bastide.bastion.recording.RecordingWriter;
import dev.bastide.bastion.recording.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bastion against OpenSSH's own jump host: same client, same target, same ciphers and key exchange, one run, the
 * ways interleaved. Recording is on as the program does it for a command: all bytes counted and hashed, the first MiB
 * kept; and once more with every byte kept.
 */
final class BastionBench {
    private static final long KEEP_BYTES = 1 << 20;
    private static final int LOGINS = 15;
    private static final int TRANSFERS = 5;
    private static final long BULK_BYTES = 160L << 20;

    private final Path folder;
    private final KeyPair held = SshKeys.newEd25519();
    private final KeyPair doorKey = SshKeys.newEd25519();
    private final List<Process> servers = new ArrayList<>();
    private int target;
    private int jump;
    private volatile long keepBytes = KEEP_BYTES;

    private BastionBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        BastionBench bench = new BastionBench(Path.of(arguments[0]));
        try {
            bench.run();
        } finally {
            bench.servers.forEach(server -> {
                server.descendants().forEach(ProcessHandle::destroyForcibly);
                server.destroyForcibly();
            });
        }
        System.exit(0);
    }

    private void run() throws Exception {
        call(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("person").toString()));
        target = sshd("target");
        jump = sshd("jump");
        Clock clock = Clock.systemUTC();
        try (SshHosts pooled = new SshHosts(clock, 6, Duration.ofMinutes(5));
                SshHosts unpooled = new SshHosts(clock, 6, Duration.ofMillis(-1));
                SshDoor warm = door(pooled, clock);
                SshDoor cold = door(unpooled, clock)) {
            Map<String, List<String>> ways = new LinkedHashMap<>();
            ways.put("direct", way(target, user(), List.of()));
            ways.put("ProxyJump", way(target, user(), List.of("-o", "ProxyCommand=" + hop())));
            ways.put("bastion, cold", way(cold.port(), "anna%target", List.of()));
            ways.put("bastion, pooled", way(warm.port(), "anna%target", List.of()));
            logins(ways, unpooled);
            ways.remove("bastion, cold");
            bulk("down", ways, "head -c " + BULK_BYTES + " /dev/zero", 0);
            bulk("up", ways, "cat > /dev/null", BULK_BYTES);
            keepBytes = Long.MAX_VALUE;
            bulk("down, every byte kept", ways, "head -c " + BULK_BYTES + " /dev/zero", 0);
        }
    }

    private void logins(Map<String, List<String>> ways, SshHosts unpooled) throws Exception {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = -3; round < LOGINS; round++) {
            for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                unpooled.forget("anna");
                List<String> command = new ArrayList<>(way.getValue());
                command.add("true");
                long start = System.nanoTime();
                call(command);
                if (round >= 0) {
                    times.computeIfAbsent(way.getKey(), _ -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        double anchor = median(times.get("ProxyJump"));
        System.out.printf("connect + auth + exec true, median of %d%n", LOGINS);
        times.forEach((way, all) ->
                System.out.printf("  %-16s %7.0f ms   %.2fx ProxyJump%n", way, median(all), median(all) / anchor));
    }

    private void bulk(String name, Map<String, List<String>> ways, String remote, long upload) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = -1; round < TRANSFERS; round++) {
            for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                List<String> command = new ArrayList<>(way.getValue());
                command.add(remote);
                long start = System.nanoTime();
                transfer(command, upload);
                if (round >= 0) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    rates.computeIfAbsent(way.getKey(), _ -> new ArrayList<>()).add(BULK_BYTES / 1e6 / seconds);
                }
            }
        }
        double anchor = median(rates.get("ProxyJump"));
        System.out.printf("aes128-gcm, 160 MiB %s, median of %d%n", name, TRANSFERS);
        rates.forEach((way, all) ->
                System.out.printf("  %-16s %7.0f MB/s   %.2fx ProxyJump%n", way, median(all), median(all) / anchor));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void transfer(List<String> command, long upload) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread feeder = Thread.ofVirtual().start(() -> {
            try (OutputStream in = process.getOutputStream()) {
                byte[] zeros = new byte[1 << 16];
                for (long sent = 0; sent < upload; sent += zeros.length) {
                    in.write(zeros);
                }
            } catch (IOException e) {
                // The exit code tells.
            }
        });
        try (InputStream out = process.getInputStream()) {
            byte[] buffer = new byte[1 << 16];
            while (out.read(buffer) >= 0) {
                // Only the time counts.
            }
        }
        feeder.join();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("failed: " + command);
        }
    }

    private static void call(List<String> command) throws Exception {
        transfer(command, 0);
    }

    private List<String> way(int port, String name, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of("ssh"));
        command.addAll(options());
        command.addAll(more);
        command.addAll(List.of("-p", String.valueOf(port), "-l", name, "127.0.0.1"));
        return command;
    }

    private String hop() {
        return "ssh " + String.join(" ", options()) + " -p " + jump + " -l " + user() + " -W [%h]:%p 127.0.0.1";
    }

    private List<String> options() {
        return List.of(
                "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "IdentitiesOnly=yes", "-o", "IdentityFile=" + folder.resolve("person"), "-o", "BatchMode=yes",
                "-o", "LogLevel=ERROR", "-o", "Ciphers=aes128-gcm@openssh.com", "-o", "KexAlgorithms=curve25519-sha256");
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private int sshd(String name) throws Exception {
        if (user().equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Path own = Files.createDirectories(folder.resolve(name));
        call(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", own.resolve("key").toString()));
        String person = Files.readString(folder.resolve("person.pub"));
        Files.writeString(own.resolve("authorized"), person + SshKeys.line(held.getPublic()) + "\n");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.write(
                own.resolve("config"),
                List.of(
                        "Port " + port, "ListenAddress 127.0.0.1", "HostKey " + own.resolve("key"),
                        "AuthorizedKeysFile " + own.resolve("authorized"), "PidFile none", "StrictModes no",
                        "UsePAM no", "UseDNS no", "PrintMotd no", "PrintLastLog no", "PermitRootLogin yes",
                        "SetEnv HOME=" + own, "AcceptEnv BASTIDE_*"));
        servers.add(new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", own.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("log").toFile())
                .start());
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.getInputStream().read() == 'S') {
                    return port;
                }
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new IllegalStateException("sshd does not answer");
    }

    private SshDoor door(SshHosts hosts, Clock clock) throws IOException {
        SshDoor door = new SshDoor(DoorSettings.onPort("127.0.0.1", 0), List.of(doorKey), new Everybody(), hosts, clock);
        door.start();
        return door;
    }

    /** Lets everybody in, and records. */
    private final class Everybody implements Gate {
        @Override
        public Optional<String> owner(Address address, PublicKey key, InetAddress source) {
            return Optional.of(address.person());
        }

        @Override
        public String codeAgain(Visitor visitor) {
            return "";
        }

        @Override
        public Optional<String> codePrompt(Visitor visitor) {
            return Optional.empty();
        }

        @Override
        public boolean checkCode(Visitor visitor, String code) {
            return false;
        }

        @Override
        public boolean enter(Visitor visitor) {
            return true;
        }

        @Override
        public void failed(LoginFailure failure) {
            // Nobody fails here.
        }

        @Override
        public Answer open(Attempt attempt) {
            try {
                String line = Files.readString(folder.resolve("target/key.pub"));
                PublicKey pin = SshKeys.read(line).orElseThrow();
                Target host = new Target("anna", "127.0.0.1", target, List.of(pin), user(), new Credential.HeldKey(held));
                UUID session = UUID.randomUUID();
                return new Answer.Admitted(session, host, new Reel(session), Instant.MAX, List.of());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String refuse(Visitor visitor, Refusal refusal, String detail) {
            return refusal.name();
        }

        @Override
        public String undecided() {
            return "undecided";
        }

        @Override
        public void left(Visitor visitor) {
            // Nobody is missed.
        }
    }

    private final class Reel implements Tap {
        private final RecordingWriter writer;
        private final Tally input = new Tally("INPUT", keepBytes);
        private final Tally output = new Tally("OUTPUT", keepBytes);

        Reel(UUID session) throws IOException {
            long start = System.nanoTime();
            writer = new RecordingWriter(
                    RecordingDisk.file(folder.resolve(session.toString())),
                    new FileHeader(session, Instant.EPOCH, new byte[48]),
                    new SecretKeySpec(new byte[32], "AES"),
                    () -> (System.nanoTime() - start) / 1000);
        }

        @Override
        public void started(LiveSession session) {
            // The record began with the file.
        }

        @Override
        public void bytes(Direction direction, byte[] bytes, int offset, int length) {
            boolean in = direction == Direction.INPUT;
            int keep = (in ? input : output).pass(bytes, offset, length);
            if (keep > 0) {
                writer.append(in ? EventCode.INPUT : EventCode.OUTPUT, bytes, offset, keep);
            }
        }

        @Override
        public void resized(int columns, int rows) {
            // There is no terminal.
        }

        @Override
        public void request(String type, String detail) {
            writer.append(EventCode.MARKER, "request " + type + " " + detail);
        }

        @Override
        public void ended(Exit exit) {
            writer.end("exit");
            writer.close();
        }
    }
}
