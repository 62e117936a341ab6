package dev.bastide.bastion.ssh;

import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A door with a host behind it and a person in front: {@code anna} with a key, {@code web-03} on a real server. */
final class House implements AutoCloseable {
    final Path folder;
    final TestClock clock = new TestClock();
    final TestGate gate = new TestGate();
    final KeyPair held = SshKeys.newEd25519();
    final KeyPair authority = SshKeys.newEd25519();
    final KeyPair doorKey = SshKeys.newEd25519();
    final RealSshd sshd;
    final SshHosts hosts;
    final SshDoor door;

    House(Path folder) throws IOException, InterruptedException {
        this(folder, DoorSettings.onPort("127.0.0.1", 0).withFailuresPerMinute(10_000));
    }

    House(Path folder, DoorSettings settings) throws IOException, InterruptedException {
        this.folder = folder;
        sshd = RealSshd.start(
                folder.resolve("sshd"),
                List.of(SshKeys.line(held.getPublic())),
                List.of(SshKeys.line(authority.getPublic())));
        hosts = new SshHosts(clock, 6, Duration.ofMinutes(1));
        door = new SshDoor(settings, List.of(doorKey), gate, hosts, clock);
        door.start();
        gate.keys.put("anna", List.of(key("anna")));
        gate.hosts.put("web-03", target(new Credential.HeldKey(held)));
        gate.hosts.put("web-04", target(new Credential.Certified(authority, "anna", Duration.ofMinutes(5))));
        Files.writeString(
                folder.resolve("known_hosts"),
                "[127.0.0.1]:" + door.port() + " " + SshKeys.line(doorKey.getPublic()) + "\n");
    }

    Target target(Credential credential) throws IOException {
        return new Target(
                "anna",
                "127.0.0.1",
                sshd.port(),
                List.of(SshKeys.read(sshd.hostKey()).orElseThrow()),
                sshd.account(),
                credential);
    }

    /** A key file of this person; made at first use. */
    PublicKey key(String person) throws IOException, InterruptedException {
        Path file = keyFile(person);
        if (!Files.exists(file)) {
            Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
                    .run()
                    .ok();
        }
        return SshKeys.read(Files.readString(Path.of(file + ".pub"))).orElseThrow();
    }

    Path keyFile(String person) {
        return folder.resolve("key_" + person);
    }

    /** What every OpenSSH client is told. */
    List<String> options() {
        return List.of(
                "-F", "none",
                "-o", "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                "-o", "StrictHostKeyChecking=yes",
                "-o", "IdentitiesOnly=yes",
                "-o", "IdentityFile=" + keyFile("anna"),
                "-o", "BatchMode=yes",
                "-o", "LogLevel=ERROR",
                "-o", "Port=" + door.port());
    }

    /** {@code ssh OPTIONS… anna%web-03@bastion WORDS…} */
    Program ssh(String... words) {
        return sshAs("anna%web-03", words);
    }

    Program sshAs(String name, String... words) {
        return ssh(List.of(), name, words);
    }

    Program ssh(List<String> more, String name, String... words) {
        List<String> command = new ArrayList<>(List.of("ssh"));
        command.addAll(more);
        command.addAll(options());
        command.addAll(List.of("-l", name, "127.0.0.1"));
        command.addAll(Arrays.asList(words));
        return Program.of(command);
    }

    /** Another OpenSSH tool with its words. */
    Program tool(String name, String... words) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(options());
        command.addAll(Arrays.asList(words));
        return Program.of(command);
    }

    /** The line that {@code rsync -e} and {@code GIT_SSH_COMMAND} take. */
    String sshCommand() {
        return "ssh " + String.join(" ", options());
    }

    @Override
    public void close() throws IOException {
        door.close();
        hosts.close();
        sshd.close();
    }
}
