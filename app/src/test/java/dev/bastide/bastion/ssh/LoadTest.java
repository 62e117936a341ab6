package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, the friendly and the hostile. */
class LoadTest {
    @TempDir
    Path folder;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void twentyLoginsAtOnceSucceed() throws Exception {
        burst(20);
    }

    @Test
    @Tag("long")
    void hundredLoginsAtOnceSucceed() throws Exception {
        burst(100);
    }

    @Test
    void silentConnectionsOfOneSourceDoNotKeepOthersOut() throws Exception {
        silent(250);
    }

    @Test
    @Tag("long")
    void thousandSilentConnectionsDoNotKeepOthersOut() throws Exception {
        silent(1000);
    }

    @Test
    void oversizedBannerIsCutOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.door.port())) {
            byte[] banner = "SSH-2.0-".concat("x".repeat(262_144)).getBytes(StandardCharsets.US_ASCII);

            boolean ended;
            try {
                socket.getOutputStream().write(banner);
                socket.setSoTimeout(10_000);
                socket.getInputStream().readAllBytes();
                ended = true;
            } catch (SocketTimeoutException e) {
                ended = false;
            } catch (IOException e) {
                ended = true;
            }

            assertThat(ended).isTrue();
        }
        house.ssh("true").run().ok();
    }

    @Test
    void oversizedPacketIsCutOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.door.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] packet = new byte[400_000];
            packet[0] = 0x7f;
            try {
                socket.getOutputStream().write(packet);
                socket.getInputStream().readAllBytes();
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Disconnected, as it should be.
            }
        }
        house.ssh("true").run().ok();
    }

    @Test
    void manyFailuresOfOneSourceBarItForAMinute() throws Exception {
        house.close();
        house = new House(
                folder.resolve("strict"), DoorSettings.onPort("127.0.0.1", 0).withFailuresPerMinute(3));
        house.key("mallory");
        house.gate.keys.clear();
        for (int i = 0; i < 3; i++) {
            int failed = i + 1;
            assertThat(house.ssh("true").run().exit()).isEqualTo(255);
            Eventually.holds("it is counted", Duration.ofSeconds(5), () -> house.gate.failures.size() == failed);
        }
        house.gate.keys.put("anna", List.of(house.key("anna")));

        assertThat(house.ssh("true").run().exit()).as("barred").isEqualTo(255);
        house.ssh(List.of("-b", "127.0.0.2"), "anna%web-03", "true").run().ok();
        house.clock.advance(Duration.ofSeconds(61));
        house.ssh("true").run().ok();
    }

    private void burst(int logins) throws Exception {
        List<Process> clients = new ArrayList<>();
        for (int i = 0; i < logins; i++) {
            clients.add(house.ssh("exit 11").start());
        }
        for (Process client : clients) {
            assertThat(client.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(client.exitValue())
                    .as(new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(11);
        }
        assertThat(house.gate.attempts).hasSize(logins);
    }

    private void silent(int connections) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), house.door.port()));
            }

            Program.Result result = house.ssh(List.of("-b", "127.0.0.2"), "anna%web-03", "echo in")
                    .within(Duration.ofSeconds(30))
                    .run()
                    .ok();

            assertThat(result.out()).isEqualTo("in\n");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
