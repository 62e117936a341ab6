package dev.bastide.portal.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls this program's own API over its own port, as any program outside would. */
final class DemoApi {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String address;
    private final HttpClient client;

    DemoApi(String address) {
        this.address = address;
        this.client = HttpClient.newBuilder()
                .sslContext(trustingOurselves())
                .connectTimeout(PATIENCE)
                .build();
    }

    /** What the API refused or could not do. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String path, HttpResponse<String> answer) {
            super(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    JsonNode get(DemoPerson person, String path) throws IOException, InterruptedException {
        return send(path, request(path, person).GET());
    }

    JsonNode post(DemoPerson person, String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(
                path,
                request(path, person)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Founds the company, as {@code ./bastide setup} does on the server itself. */
    void setUp(String localSecret, String yaml) throws IOException, InterruptedException {
        String path = "/api/v1/local/setup";
        send(
                path,
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(PATIENCE)
                        .header("Accept", "application/json")
                        .header("X-Bastide-Local", localSecret)
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(yaml)));
    }

    private HttpRequest.Builder request(String path, DemoPerson person) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + person.token());
    }

    private JsonNode send(String path, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new Refused(path, answer);
        }
        return JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
    }

    /** Only this program listens there, on the loopback, with the certificate it made itself. */
    private static SSLContext trustingOurselves() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
