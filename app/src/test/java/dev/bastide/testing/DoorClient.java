package dev.bastide.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * OpenSSH as people use it towards the bastion: it knows the bastion's keys, and a small program answers when the
 * authenticator is asked for.
 *
 * @param folder where its files lie
 * @param port of the bastion on the loopback
 * @param publicKeys of the bastion, {@code type base64}
 */
public record DoorClient(Path folder, int port, List<String> publicKeys) {
    public DoorClient {
        publicKeys = List.copyOf(publicKeys);
    }

    /** {@code ssh OPTIONS login%host@bastion WORDS} with this key, and this code when one is asked for. */
    public Program ssh(Path key, String who, String code, List<String> options, String... words) throws IOException {
        Path known = folder.resolve("known_hosts");
        StringBuilder lines = new StringBuilder();
        publicKeys.forEach(
                line -> lines.append("[127.0.0.1]:" + port + " ").append(line).append('\n'));
        Files.writeString(known, lines);
        Path answer = folder.resolve("answer");
        Files.writeString(answer, "#!/bin/sh\nprintf '%s\\n' \"$BASTIDE_ANSWER\"\n");
        Files.setPosixFilePermissions(answer, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>(List.of("ssh", "-F", "none", "-p", Integer.toString(port)));
        command.addAll(List.of("-i", key.toString(), "-o", "IdentitiesOnly=yes"));
        command.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=" + known));
        command.addAll(List.of("-o", "LogLevel=ERROR", "-o", "NumberOfPasswordPrompts=1"));
        command.addAll(options);
        command.addAll(List.of("-l", who, "127.0.0.1"));
        command.addAll(Arrays.asList(words));
        return Program.of(command)
                .environment(Map.of(
                        "SSH_ASKPASS",
                        answer.toString(),
                        "SSH_ASKPASS_REQUIRE",
                        "force",
                        "DISPLAY",
                        ":0",
                        "TERM",
                        "xterm",
                        "BASTIDE_ANSWER",
                        code));
    }

    /** Makes an ed25519 key pair and gives the path of its private part. */
    public static Path keyPair(Path folder, String name) throws IOException, InterruptedException {
        Path key = folder.resolve(name);
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .run()
                .ok();
        return key;
    }
}
