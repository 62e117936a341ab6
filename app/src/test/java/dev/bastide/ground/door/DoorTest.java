package dev.bastide.ground.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.ground.Home;
import dev.bastide.ground.LockedServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.mock.env.MockEnvironment;

/** One port: HTTPS for everybody, the way there for a plain visitor, {@code /healthz} in the clear from loopback. */
class DoorTest {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new java.util.ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void speaksHttpsWithACertificateOfItsOwn() throws Exception {
        int port = start(Map.of());

        HttpResponse<String> answer = get("https://127.0.0.1:" + port + "/page");

        assertThat(answer.body()).isEqualTo("/page secure=true from=127.0.0.1");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tls/key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void answersHealthInTheClearFromLoopback() throws Exception {
        int port = start(Map.of());

        HttpResponse<String> answer = get("http://127.0.0.1:" + port + "/healthz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("/healthz secure=false");
    }

    @Test
    void showsAPlainVisitorTheWay() throws Exception {
        int port = start(Map.of());

        HttpResponse<String> answer = get("http://127.0.0.1:" + port + "/sign-in?next=%2Fa");

        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(answer.headers().firstValue("Location"))
                .contains("https://127.0.0.1:" + port + "/sign-in?next=%2Fa");
    }

    @Test
    void takesNothingThatWasSentInTheClear() throws Exception {
        int port = start(Map.of());

        HttpResponse<String> answer = client().send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sign-in"))
                                .POST(HttpRequest.BodyPublishers.ofString("password=x"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void pathTricksDoNotPassForHealth() throws Exception {
        int port = start(Map.of());

        for (String path : List.of("/healthz/../sign-in", "/healthz;/../page", "/%2e/healthz/x", "//healthz")) {
            assertThat(raw(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .doesNotContain("secure=");
        }
    }

    @Test
    void believesANamedProxyOnly() throws Exception {
        int trusting = start(Map.of("bastide.proxies", "127.0.0.0/8"));
        int suspicious = start(Map.of("bastide.proxies", "10.0.0.0/8,::1"));
        String request =
                "GET /page HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 9.9.9.9\r\nConnection: close\r\n\r\n";

        assertThat(raw(trusting, request)).contains("/page secure=false from=127.0.0.1");
        assertThat(raw(suspicious, request)).contains("308").doesNotContain("/page secure");
    }

    @Test
    void withoutTlsAndProxyListensOnLoopbackOnly() throws Exception {
        int port = start(Map.of("bastide.tls", "off"));

        assertThat(get("http://127.0.0.1:" + port + "/page").statusCode()).isEqualTo(200);
        String listening = Files.readString(Path.of("/proc/net/tcp")) + Files.readString(Path.of("/proc/net/tcp6"));
        String hexPort = String.format(":%04X ", port);
        assertThat(listening.lines().filter(l -> l.contains(" 0A ")).filter(l -> l.contains(hexPort)))
                .allMatch(l -> l.contains("0100007F" + hexPort.strip()));
    }

    @Test
    void certificateIsKeptAndRenewedBeforeItEnds() {
        Instant start = Instant.parse("2026-11-22T00:00:00Z");

        Certificate first = own(start).readOrMake();
        Certificate kept = own(start.plus(Duration.ofDays(300))).readOrMake();
        Certificate renewed = own(start.plus(Duration.ofDays(380))).readOrMake();

        assertThat(kept.chain()).isEqualTo(first.chain());
        assertThat(renewed.chain()).isNotEqualTo(first.chain());
    }

    @Test
    void refusesProxiesThatAreNoAddresses() {
        for (String bad : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "999.1.1.1", "1.2.3.4/-1")) {
            assertThatThrownBy(() -> TrustedProxies.of(bad))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(bad);
        }
    }

    @Test
    void aLockedPortSaysTheWayBackOverHttpsAndInTheClear() throws Exception {
        LockedServer locked = LockedServer.start(0, folder, name -> "");
        open.add(locked);
        for (String scheme : List.of("https", "http")) {
            String address = scheme + "://127.0.0.1:" + locked.port();

            HttpResponse<String> health = get(address + "/healthz");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("\"vault\"");
            HttpResponse<String> words = get(address + "/api/v1/people");
            assertThat(words.statusCode()).isEqualTo(503);
            assertThat(words.body()).contains("./bastide keys restore FILE --home " + folder);
            assertThat(accepting(address + "/sign-in", "text/html,*/*").body())
                    .contains("<h1>Bastide is locked</h1>", "restore --shares --home " + folder);
            assertThat(accepting(address + "/api/v1/local/setup", "application/problem+json")
                            .body())
                    .contains("\"detail\":\"Bastide is locked.");
        }
    }

    @Test
    void aLockedPortWithoutTlsOrWithABrokenCertificateStillAnswersInTheClear() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.pem"), "nothing");
        for (Map<String, String> settings : List.of(
                Map.of("bastide.tls", "off"),
                Map.of("bastide.tls-certificate", broken.toString(), "bastide.tls-key", broken.toString()))) {
            LockedServer locked = LockedServer.start(0, folder, settings::get);
            open.add(locked);

            assertThat(get("http://127.0.0.1:" + locked.port() + "/").body()).contains("keys restore FILE");
        }
        assertThat(folder.resolve("tls")).doesNotExist();
    }

    @Test
    void aLockedPortThatIsTakenIsNotShared() throws Exception {
        LockedServer locked = LockedServer.start(0, folder, name -> "off");
        open.add(locked);

        assertThatThrownBy(() -> LockedServer.start(locked.port(), folder, name -> "off"))
                .isInstanceOf(BindException.class);
    }

    private OwnCertificate own(Instant now) {
        return new OwnCertificate(folder.resolve("tls"), new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private int start(Map<String, String> settings) {
        MockEnvironment environment = new MockEnvironment();
        settings.forEach(environment::setProperty);
        JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
        try (Home home = Home.open(folder)) {
            new DoorSettings()
                    .door(home, Clock.systemUTC(), new SecureRandom(), environment)
                    .customize(factory);
        }
        WebServer server = factory.getWebServer(
                context -> context.addServlet("echo", new Echo()).addMapping("/*"));
        server.start();
        open.add(server::stop);
        return server.getPort();
    }

    private HttpResponse<String> get(String uri) throws Exception {
        return client().send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> accepting(String uri, String type) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri)).header("Accept", type).build();
        return client().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpClient client() throws Exception {
        HttpClient.Builder client = HttpClient.newBuilder();
        if (Files.exists(folder.resolve("tls"))) {
            KeyStore trusted = own(Instant.now(Clock.systemUTC())).readOrMake().keyStore(new char[0]);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("door", trusted.getCertificate("door"));
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            client.sslContext(context);
        }
        HttpClient built = client.build();
        open.add(built);
        return built;
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .print(request.getRequestURI() + " secure=" + request.isSecure() + " from="
                            + request.getRemoteAddr());
        }
    }
}
