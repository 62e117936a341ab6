package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in: the owner of the key that signed, with the code, after the decision; all others see one answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTest {
    private House house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
        house.key("mallory");
    }

    @AfterAll
    void close() throws Exception {
        house.close();
    }

    @BeforeEach
    void reset() {
        house.gate.reset();
    }

    @Test
    void unknownKeyAndUnknownLoginSeeTheSameAnswer() throws Exception {
        Program.Result wrongKey = with("mallory", "anna%web-03").run();
        Program.Result wrongName = with("mallory", "nobody%web-03").run();
        Program.Result wrongHost = with("mallory", "anna%nowhere").run();

        assertThat(wrongKey.exit()).isEqualTo(255);
        assertThat(wrongKey.err()).isEqualTo("anna%web-03@127.0.0.1: Permission denied (publickey).\r\n");
        assertThat(wrongName.err().replace("nobody", "anna")).isEqualTo(wrongKey.err());
        assertThat(wrongHost.err().replace("nowhere", "web-03")).isEqualTo(wrongKey.err());
        Eventually.holds("three failures are recorded", Duration.ofSeconds(5), () -> house.gate.failures.size() == 3);
        assertThat(house.gate.failures).allMatch(failure -> failure.kind() == LoginFailure.Kind.UNKNOWN_KEY);
        assertThat(house.gate.attempts).isEmpty();
    }

    @Test
    void aGateThatCannotDecideLetsNobodyInAndSaysSo() throws Exception {
        house.gate.broken = true;

        Program.Result result = house.sshAs("anna%web-03", "echo in").run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Nobody can decide now.");
        Eventually.holds(
                "the failure is recorded",
                Duration.ofSeconds(5),
                () -> house.gate.failures.stream()
                        .anyMatch(failure -> failure.kind() == LoginFailure.Kind.GATE_FAILED));
        assertThat(house.gate.entered).isEmpty();
    }

    @Test
    void keysThatDoNotFitDoNotCountIfOneDoes() throws Exception {
        Program.Result result = house.ssh(
                        List.of("-o", "IdentityFile=" + house.keyFile("mallory")), "anna%web-03", "echo in")
                .run()
                .ok();

        assertThat(result.out()).isEqualTo("in\n");
        Eventually.holds("the visit ends", Duration.ofSeconds(5), () -> house.gate.left.size() == 1);
        assertThat(house.gate.failures).isEmpty();
    }

    @Test
    void hostileNamesAreRefusedLikeAWrongKey() throws Exception {
        List<String> names = List.of("anna%web;id", "anna%web\nroot", "anna%$(id)", "anna%web 03", "%", "anna%../x");
        for (String name : names) {
            Program.Result result = house.sshAs(name, "true").run();

            assertThat(result.exit()).as(name).isEqualTo(255);
            assertThat(result.out()).isEmpty();
        }
        Eventually.holds("failures are recorded", Duration.ofSeconds(5), () -> !house.gate.failures.isEmpty());
        assertThat(house.gate.failures)
                .allMatch(failure -> failure.kind() == LoginFailure.Kind.HOSTILE_NAME)
                .allMatch(failure -> failure.name().matches("[A-Za-z0-9._@%+/?-]*"));
        assertThat(house.gate.entered).isEmpty();
    }

    @Test
    void rightCodeLetsIn() throws Exception {
        house.gate.codes.put("anna", "123456");

        Program.Result result = typing("123456").run().ok();

        assertThat(result.out()).isEqualTo("in\n");
        assertThat(house.gate.entered).hasSize(1);
    }

    @Test
    void wrongCodeDoesNot() throws Exception {
        house.gate.codes.put("anna", "123456");

        Program.Result result = typing("654321").run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(house.gate.entered).isEmpty();
        // Said with the second and the third prompt, never with the first.
        assertThat(Files.readAllLines(house.folder.resolve("asked")))
                .hasSize(3)
                .satisfies(asked -> assertThat(asked.getFirst()).doesNotContain("Not this code."))
                .satisfies(asked -> assertThat(asked.subList(1, 3))
                        .allSatisfy(line -> assertThat(line).contains("Not this code. Code: ")));
        // What another test's client left behind may be told only now.
        assertThat(house.gate.failures)
                .filteredOn(failure -> failure.kind() == LoginFailure.Kind.WRONG_CODE)
                .hasSizeBetween(1, 3);
    }

    @Test
    void codeAloneIsNotAskedFor() throws Exception {
        house.gate.codes.put("anna", "123456");

        Program.Result result = asking("123456", List.of("-o", "PreferredAuthentications=keyboard-interactive"))
                .run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.err()).contains("Permission denied (publickey)");
        assertThat(house.folder.resolve("asked")).doesNotExist();
    }

    @Test
    void keyAloneIsNotEnough() throws Exception {
        house.gate.codes.put("anna", "123456");

        Program.Result result = house.ssh("echo in").run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.err()).contains("keyboard-interactive");
        assertThat(house.gate.entered).isEmpty();
    }

    @Test
    void decisionAtLoginTurnsAwayLikeAWrongKey() throws Exception {
        house.gate.admits = false;

        Program.Result result = house.ssh("echo in").run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.err()).contains("Permission denied (publickey)");
        assertThat(house.gate.failures).anyMatch(failure -> failure.kind() == LoginFailure.Kind.NOT_ADMITTED);
    }

    @Test
    void certificatesOfPeopleAreNotTaken() throws Exception {
        Path authority = house.folder.resolve("user_ca");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority.toString())
                .run()
                .ok();
        Path key = house.folder.resolve("certified");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .run()
                .ok();
        Program.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "anna", "-n", "anna%web-03", key + ".pub")
                .run()
                .ok();

        Program.Result result = withKey(key, "anna%web-03").run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(house.gate.entered).isEmpty();
    }

    @Test
    void strongKeysOfEveryKindLogInAndWeakOnesDoNot() throws Exception {
        assertThat(loginWith("ecdsa", 256)).isZero();
        assertThat(loginWith("ecdsa", 521)).isZero();
        assertThat(loginWith("rsa", 3072)).isZero();
        assertThat(loginWith("rsa", 2048)).isEqualTo(255);
    }

    private int loginWith(String type, int bits) throws Exception {
        Path file = house.folder.resolve(type + bits);
        Program.of("ssh-keygen", "-q", "-t", type, "-b", String.valueOf(bits), "-N", "", "-f", file.toString())
                .run()
                .ok();
        house.gate.keys.put(
                "kind",
                List.of(SshKeys.read(Files.readString(Path.of(file + ".pub"))).orElseThrow()));
        return withKey(file, "kind%web-03").run().exit();
    }

    private Program with(String person, String name) {
        return withKey(house.keyFile(person), name);
    }

    private Program withKey(Path key, String name) {
        List<String> command = new ArrayList<>(List.of("ssh"));
        house.options().stream()
                .map(option -> option.startsWith("IdentityFile=") ? "IdentityFile=" + key : option)
                .forEach(command::add);
        command.addAll(List.of("-l", name, "127.0.0.1", "true"));
        return Program.of(command);
    }

    private Program typing(String code) throws IOException {
        return asking(code, List.of());
    }

    /** A client whose prompt is answered by a script, which also leaves a mark that it was asked. */
    private Program asking(String code, List<String> more) throws IOException {
        Files.deleteIfExists(house.folder.resolve("asked"));
        Path script = house.folder.resolve("askpass-" + code);
        Files.writeString(
                script, "#!/bin/sh\necho \"$1\" >> " + house.folder.resolve("asked") + "\necho " + code + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of("ssh", "-o", "BatchMode=no"));
        command.addAll(house.options());
        command.addAll(more);
        command.addAll(List.of("-l", "anna%web-03", "127.0.0.1", "echo in"));
        return Program.of(command)
                .environment(Map.of("SSH_ASKPASS", script.toString(), "SSH_ASKPASS_REQUIRE", "force"));
    }
}
