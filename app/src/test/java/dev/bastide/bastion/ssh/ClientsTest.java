package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients other than OpenSSH's own, and a person at a terminal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {
    private House house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
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
    void plink() throws Exception {
        assumeTrue(Program.present("plink") && Program.present("puttygen"), "putty-tools is not installed");
        Path key = house.folder.resolve("anna.ppk");
        Program.of("puttygen", house.keyFile("anna").toString(), "-O", "private", "-o", key.toString())
                .run()
                .ok();

        Program.Result result = Program.of(
                        "plink",
                        "-batch",
                        "-P",
                        String.valueOf(house.door.port()),
                        "-i",
                        key.toString(),
                        "-hostkey",
                        SshKeys.fingerprint(house.doorKey.getPublic()),
                        "anna%web-03@127.0.0.1",
                        "cat; exit 6")
                .environment(Map.of("HOME", house.folder.toString()))
                .input("through plink\n")
                .run();

        assertThat(result.out()).isEqualTo("through plink\n");
        assertThat(result.exit()).isEqualTo(6);
    }

    @Test
    void dropbear() throws Exception {
        assumeTrue(Program.present("dbclient") && Program.present("dropbearconvert"), "dropbear-bin is not installed");
        Path key = house.folder.resolve("anna.dropbear");
        Program.of(
                        "dropbearconvert",
                        "openssh",
                        "dropbear",
                        house.keyFile("anna").toString(),
                        key.toString())
                .run()
                .ok();

        Program.Result result = Program.of(
                        "dbclient",
                        "-y",
                        "-y",
                        "-p",
                        String.valueOf(house.door.port()),
                        "-i",
                        key.toString(),
                        "anna%web-03@127.0.0.1",
                        "cat; exit 6")
                .environment(Map.of("HOME", house.folder.toString()))
                .input("through dropbear\n")
                .run();

        assertThat(result.out()).isEqualTo("through dropbear\n");
        assertThat(result.exit()).isEqualTo(6);
    }

    @Test
    void ansiblePings() throws Exception {
        assertThat(ansible("-m", "ping").out()).contains("\"ping\": \"pong\"");
    }

    @Test
    @Tag("long")
    void ansibleCopiesAndRuns() throws Exception {
        Path there = house.folder.resolve("copied");

        ansible("-m", "copy", "-a", "content=hello dest=" + there);
        Program.Result result = ansible("-m", "shell", "-a", "cat " + there);

        assertThat(result.out()).contains("hello");
    }

    @Test
    void terminalFollowsItsWindow() throws Exception {
        Program.Result result = expect("""
                expect "mark-2"
                exec stty rows 41 columns 101 < $spawn_out(slave,name)
                send "sleep 0.2; stty size\\r"
                expect "41 101"
                send "exit 4\\r"
                expect eof
                """);

        assertThat(result.exit()).as(result.out()).isEqualTo(4);
        assertThat(house.gate.lastReel().sizes).contains("101x41");
    }

    @Test
    void controlCInterruptsTheProgramOnly() throws Exception {
        Program.Result result = expect("""
                expect "mark-2"
                send "sleep 200\\r"
                after 300
                send "\\003"
                send "echo code-\\$?\\r"
                expect "code-130"
                send "exit 0\\r"
                expect eof
                """);

        assertThat(result.exit()).as(result.out()).isZero();
    }

    @Test
    void breakAndSignalRequestsReachTheHost() throws Exception {
        Program.Result result = expect("""
                expect "mark-2"
                send "\\r~B"
                send "echo aft''er\\r"
                expect "after"
                send "exit 0\\r"
                expect eof
                """);

        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(house.gate.lastReel().requests).contains("break ");
        assertThat(house.gate.lastReel().exit.get(5, TimeUnit.SECONDS)).isEqualTo(new Exit.Status(0));
    }

    private Program.Result expect(String body) throws Exception {
        assumeTrue(Program.present("expect"), "expect is not installed");
        String script = """
                set timeout 20
                spawn %s -tt -l anna+web-03 127.0.0.1
                expect_before { timeout { puts "TIMEOUT"; exit 99 } }
                send "echo mark-\\$((1+1))\\r"
                %s
                set status [wait]
                exit [lindex $status 3]
                """.formatted(house.sshCommand(), body);
        Path file = Files.writeString(house.folder.resolve("script.exp"), script);
        return Program.of("expect", "-f", file.toString()).run();
    }

    private Program.Result ansible(String... words) throws Exception {
        assumeTrue(Program.present("ansible"), "ansible-core is not installed");
        Path inventory = Files.writeString(
                house.folder.resolve("inventory"),
                "web ansible_host=127.0.0.1 ansible_port=%d ansible_user='anna%%web-03' ansible_ssh_private_key_file=%s ansible_python_interpreter=/usr/bin/python3\n"
                        .formatted(house.door.port(), house.keyFile("anna")));
        List<String> command = new ArrayList<>(List.of("ansible", "all", "-i", inventory.toString()));
        command.addAll(List.of(words));
        return Program.of(command)
                .within(Duration.ofMinutes(2))
                .environment(Map.of(
                        "ANSIBLE_SSH_COMMON_ARGS",
                        "-F none -o UserKnownHostsFile=" + house.folder.resolve("known_hosts"),
                        "ANSIBLE_LOCAL_TEMP",
                        house.folder.resolve("ansible").toString(),
                        "ANSIBLE_HOME",
                        house.folder.resolve("ansible").toString(),
                        "HOME",
                        house.folder.toString()))
                .run()
                .ok();
    }
}
