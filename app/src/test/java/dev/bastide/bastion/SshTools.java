package dev.bastide.bastion;

import dev.bastide.bastion.door.Bastion;
import dev.bastide.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a person calls OpenSSH's tools: with his key, the bastion's known keys and an answer for the authenticator. */
record SshTools(Path folder, Bastion bastion) {

    /** {@code ssh OPTIONS person%host@bastion WORDS}; the authenticator answers each prompt with this code. */
    Program ssh(Stage.Person person, String host, @Nullable String code, List<String> options, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("ssh"));
        command.addAll(options(person));
        command.addAll(options);
        command.addAll(List.of("-l", person.login() + (host.isEmpty() ? "" : "%" + host), "127.0.0.1"));
        command.addAll(Arrays.asList(words));
        return Program.of(command).environment(environment(code));
    }

    List<String> options(Stage.Person person) throws IOException {
        Path known = folder.resolve("known_hosts");
        int port = bastion.port().orElseThrow();
        if (!Files.exists(known) || !Files.readString(known).contains(":" + port + " ")) {
            StringBuilder lines = new StringBuilder();
            bastion.publicKeys()
                    .forEach(line -> lines.append("[127.0.0.1]:" + port + " ")
                            .append(line)
                            .append('\n'));
            Files.writeString(known, lines);
        }
        return List.of(
                "-F",
                "none",
                "-o",
                "UserKnownHostsFile=" + known,
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityFile=" + person.key(),
                "-o",
                "NumberOfPasswordPrompts=1",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "Port=" + port);
    }

    Map<String, String> environment(@Nullable String code) throws IOException {
        Path answer = folder.resolve("answer");
        if (!Files.exists(answer)) {
            Files.writeString(answer, "#!/bin/sh\nprintf '%s\\n' \"$BASTIDE_ANSWER\"\n");
            Files.setPosixFilePermissions(answer, PosixFilePermissions.fromString("rwx------"));
        }
        return Map.of(
                "SSH_ASKPASS",
                answer.toString(),
                "SSH_ASKPASS_REQUIRE",
                "force",
                "DISPLAY",
                ":0",
                "BASTIDE_ANSWER",
                code == null ? "000000" : code);
    }
}
