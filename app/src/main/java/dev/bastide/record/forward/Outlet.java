package dev.bastide.record.forward;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Sends a delivery, and returns only when the target acknowledged it. The only class that speaks to targets. */
@Component
class Outlet {
    private static final int ANSWER_BYTES_MAX = 65_536;

    /** What names us in syslog: the sender's own address says which machine it was. */
    private static final String HOST = "bastide";

    private final Allowed allowed;
    private final Clock clock;
    private final Duration patience;

    Outlet(Allowed allowed, Clock clock, @Value("${bastide.record.forward-patience:PT10S}") Duration patience) {
        this.allowed = allowed;
        this.clock = clock;
        this.patience = patience;
    }

    /** Throws {@link NotDelivered} where the target did not take it, or did not say so in time. */
    void send(Target target, Delivery delivery) throws NotDelivered {
        try {
            switch (target.kind()) {
                case WEBHOOK -> post(target, delivery);
                case SYSLOG, SYSLOG_TLS -> stream(target, delivery);
            }
        } catch (IOException e) {
            String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new NotDelivered(
                    "record.forward.failed", target.address(), words.substring(0, Math.min(200, words.length())));
        }
    }

    private void post(Target target, Delivery delivery) throws NotDelivered, IOException {
        URI address = URI.create(target.address());
        allowed.of(address.getHost());
        byte[] body = Lines.json(delivery);
        long now = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("content-type", "application/x-ndjson")
                .header("webhook-id", delivery.id())
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", target.secret().sign(delivery.id(), now, body))
                .header("bastide-key-id", target.secret().keyId())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Trust.of(target.authority()))
                .build();
        // The time limit of a request ends with its headers; this one ends with the whole answer.
        var asked = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.discarding(), ANSWER_BYTES_MAX));
        try {
            int status = asked.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status / 100 != 2) {
                throw new NotDelivered(
                        status / 100 == 3 ? "record.forward.redirected" : "record.forward.refused",
                        target.address(),
                        Integer.toString(status));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            throw new NotDelivered("record.forward.silent", target.address());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), e);
        } finally {
            asked.cancel(true);
            http.shutdownNow();
            http.close();
        }
    }

    /** Syslog acknowledges nothing: what stands for it is that the other side read to the end and closed in turn. */
    private void stream(Target target, Delivery delivery) throws NotDelivered, IOException {
        int colon = target.address().lastIndexOf(':');
        String host = target.address().substring(0, colon).replaceAll("[\\[\\]]", "");
        InetAddress address = allowed.of(host);
        int port = Integer.parseInt(target.address().substring(colon + 1));
        int millis = Math.toIntExact(patience.toMillis());
        Instant now = clock.instant();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), millis);
            plain.setSoTimeout(millis);
            // A write that nobody reads hangs without end; whoever closes the socket ends it.
            Thread watch = Thread.ofVirtual().start(() -> closeLater(plain));
            try (Socket socket = target.kind() == Target.Kind.SYSLOG ? plain : secured(target, plain, host, port)) {
                socket.getOutputStream().write(Lines.syslog(delivery, HOST, now));
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                readToEnd(target, socket.getInputStream());
            } finally {
                watch.interrupt();
            }
        }
    }

    private void closeLater(Socket socket) {
        try {
            Thread.sleep(patience.multipliedBy(2));
            socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private static void readToEnd(Target target, InputStream in) throws IOException, NotDelivered {
        byte[] chunk = new byte[4_096];
        int all = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            all += read;
            if (all > ANSWER_BYTES_MAX) {
                throw new NotDelivered("record.forward.talks", target.address());
            }
        }
    }

    private static SSLSocket secured(Target target, Socket plain, String host, int port)
            throws IOException, NotDelivered {
        SSLSocket socket =
                (SSLSocket) Trust.of(target.authority()).getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
