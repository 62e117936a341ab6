package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.intake.Feeder.Answer;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Who sends slowly, or goes away in the middle, keeps nobody else out. (A114) */
@BastideTest
@Import(Feeder.class)
@ExtendWith(OutputCaptureExtension.class)
class SlowSenderTest {
    private static final String LINE = "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\"}\n";
    private static final int SLOW = 10;

    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Test
    void slowBodiesKeepNobodyOutAndEnd() throws IOException {
        Source slow = feeder.source(SourceKind.HTTP, "");
        Source quick = feeder.source(SourceKind.HTTP, "");
        String secret = feeder.token(quick);
        List<Socket> sockets = new ArrayList<>();
        try {
            String token = feeder.token(slow);
            for (int i = 0; i < SLOW; i++) {
                sockets.add(begun(slow, token));
            }
            for (int i = 0; i < 5; i++) {
                Answer answer = Feeder.lines(port, quick, secret, LINE);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                drip(sockets);
            }
            for (Socket socket : sockets) {
                assertThat(answered(socket)).startsWith("HTTP/1.1 408");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        assertThat(feeder.tally(slow).received()).isZero();
    }

    @Test
    void oneWhoGoesAwayLeavesNoStackInTheLog(CapturedOutput log) throws Exception {
        Source source = feeder.source(SourceKind.HTTP, "");
        String token = feeder.token(source);
        begun(source, token).close();

        Eventually.holds(
                "it is turned away",
                Duration.ofSeconds(20),
                () -> Feeder.lines(port, source, token, LINE).status() == 200);
        assertThat(log.getAll())
                .doesNotContain("Early EOF")
                .doesNotContain("/api/v1/intake/" + source.name() + " failed");
    }

    private Socket begun(Source source, String token) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(200);
        String head = "POST /api/v1/intake/" + source.name() + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void drip(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.getOutputStream().write(' ');
        }
    }

    /** What the server says in the end, while one byte follows the other. */
    private static String answered(Socket socket) throws IOException {
        for (int i = 0; i < 100; i++) {
            try {
                byte[] said = new byte[12];
                int read = socket.getInputStream().readNBytes(said, 0, said.length);
                return new String(said, 0, read, StandardCharsets.US_ASCII);
            } catch (SocketTimeoutException e) {
                socket.getOutputStream().write(' ');
            }
        }
        return "no answer";
    }
}
