package dev.bastide.intake.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bastide.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The canary reaches a port that speaks TLS under a certificate nobody can check, as the usual one is. (A113) */
class OwnDoorTest {

    @Test
    void knocksUnderTheOwnCertificate() throws Exception {
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(new TestCertificate().serverContext()));
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst(CanaryFilter.HEADER) + " " + body);
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        try {
            OwnDoor door = door(server.getAddress().getPort());
            for (Try what : Try.ALL) {
                door.knock(what, "canary-1");
            }
        } finally {
            server.stop(0);
        }

        assertThat(seen)
                .contains("POST /api/v1/people/canary/disable canary-1 {}", "GET /scim/v2/Users/canary-1 null ")
                .anyMatch(line -> line.startsWith("POST /api/v1/tokens null {\"login\":\"canary-1\""))
                .hasSize(Try.ALL.size());
    }

    @Test
    void saysWhenNobodyAnswers() throws IOException {
        int port;
        try (var free = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> door(port).knock(Try.ALL.getFirst(), "canary-1"))
                .isInstanceOf(IOException.class);
    }

    private static OwnDoor door(int port) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("bastide.tls", "on", "local.server.port", port)));
        return new OwnDoor(settings, new CanaryKey(new SecureRandom()));
    }
}
