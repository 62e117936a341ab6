package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.testing.Program;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the door offers before anybody has proved anything: nothing that an audit finds fault with. */
class AlgorithmsTest {

    @Test
    void offersOnlyWhatIsSound() throws Exception {
        try (SshHosts hosts = new SshHosts(Clock.systemUTC(), 2, Duration.ofMinutes(1));
                SshDoor door = new SshDoor(
                        DoorSettings.onPort("127.0.0.1", 0),
                        List.of(SshKeys.newEd25519(), SshKeys.newRsa4096()),
                        new TestGate(),
                        hosts,
                        Clock.systemUTC())) {
            door.start();

            List<String> offer = offer(door.port());

            assertThat(offer.get(0).split(",", -1))
                    .contains("mlkem768x25519-sha256", "curve25519-sha256", "kex-strict-s-v00@openssh.com")
                    .allMatch(name -> name.matches("mlkem768x25519-sha256|sntrup761x25519-sha512(@openssh.com)?"
                            + "|curve25519-sha256(@libssh.org)?|kex-strict-s-v00@openssh.com|ext-info-s"));
            assertThat(offer.get(1).split(",", -1))
                    .containsExactlyInAnyOrder("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256");
            assertThat(offer.get(2)).isEqualTo(offer.get(3));
            assertThat(offer.get(2).split(",", -1))
                    .containsExactly(
                            "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com");
            assertThat(offer.get(4).split(",", -1))
                    .containsExactly("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com");
            assertThat(offer.get(6)).isEqualTo("none");
        }
    }

    @Test
    void auditFindsNoFault() throws Exception {
        assumeTrue(Program.present("ssh-audit"), "ssh-audit is not installed");
        KeyPair key = SshKeys.newEd25519();
        try (SshHosts hosts = new SshHosts(Clock.systemUTC(), 2, Duration.ofMinutes(1));
                SshDoor door = new SshDoor(
                        DoorSettings.onPort("127.0.0.1", 0), List.of(key), new TestGate(), hosts, Clock.systemUTC())) {
            door.start();

            Program.Result result = Program.of("ssh-audit", "-n", "-p", String.valueOf(door.port()), "127.0.0.1")
                    .run();

            assertThat(result.out()).contains("ssh-ed25519").doesNotContain("[fail]");
        }
    }

    /** The ten name lists of the server's first key exchange packet. */
    private static List<String> offer(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            StringBuilder ident = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                ident.append((char) c);
            }
            assertThat(ident.toString().strip()).isEqualTo("SSH-2.0-Bastide");
            in.readInt();
            in.readByte();
            assertThat(in.readByte()).isEqualTo((byte) 20);
            in.skipNBytes(16);
            List<String> lists = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                lists.add(new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII));
            }
            return lists;
        }
    }
}
