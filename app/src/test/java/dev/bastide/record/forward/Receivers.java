package dev.bastide.record.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bastide.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Real receivers on loopback ports, good ones and bad ones. */
final class Receivers {
    private Receivers() {}

    /** What a webhook got. */
    record Got(String id, String timestamp, String signature, String keyId, String body) {}

    /** A webhook over TLS. */
    static final class Webhook implements AutoCloseable {
        final TestCertificate certificate = new TestCertificate();
        final List<Got> got = new CopyOnWriteArrayList<>();
        final List<String> refused = new CopyOnWriteArrayList<>();
        private final HttpsServer server;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final CountDownLatch closing = new CountDownLatch(1);
        volatile Answer answer = Answer.TAKES;

        enum Answer {
            TAKES,
            FAILS,
            HANGS,
            REDIRECTS,
            TALKS
        }

        Webhook() throws IOException {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
            server.setExecutor(threads);
            server.createContext("/", this::take);
            server.start();
        }

        String address() {
            return "https://127.0.0.1:" + server.getAddress().getPort() + "/records";
        }

        private void take(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Got delivery = new Got(
                    header(exchange, "webhook-id"),
                    header(exchange, "webhook-timestamp"),
                    header(exchange, "webhook-signature"),
                    header(exchange, "bastide-key-id"),
                    body);
            switch (answer) {
                case TAKES -> {
                    got.add(delivery);
                    exchange.sendResponseHeaders(204, -1);
                }
                case FAILS -> {
                    refused.add(delivery.id());
                    exchange.sendResponseHeaders(500, -1);
                }
                case REDIRECTS -> {
                    exchange.getResponseHeaders().add("location", address() + "/elsewhere");
                    exchange.sendResponseHeaders(302, -1);
                    refused.add(exchange.getRequestURI().getPath());
                }
                case HANGS -> hang();
                case TALKS -> talk(exchange);
            }
            exchange.close();
        }

        private void hang() {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** A gigabyte, for whoever reads it. */
        private static void talk(HttpExchange exchange) throws IOException {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 20];
            for (int i = 0; i < 1_024; i++) {
                exchange.getResponseBody().write(much);
            }
        }

        private static String header(HttpExchange exchange, String name) {
            return String.valueOf(exchange.getRequestHeaders().getFirst(name));
        }

        /** All lines in the order in which they came, one that came twice twice. */
        List<String> lines() {
            return got.stream().flatMap(each -> each.body().lines()).toList();
        }

        @Override
        public void close() {
            closing.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** A syslog server over TCP. */
    static final class Syslog implements AutoCloseable {
        final List<String> messages = new CopyOnWriteArrayList<>();
        private final ServerSocket server;
        private final Manner manner;
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        enum Manner {
            READS,
            DIES,
            HANGS,
            TALKS
        }

        Syslog(ServerSocket server, Manner manner) {
            this.server = server;
            this.manner = manner;
            Thread.ofVirtual().start(this::accept);
        }

        static Syslog plain(Manner manner) throws IOException {
            return new Syslog(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), manner);
        }

        static Syslog secured(TestCertificate certificate) throws IOException {
            ServerSocket socket = certificate
                    .serverContext()
                    .getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            return new Syslog(socket, Manner.READS);
        }

        String address() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try {
                switch (manner) {
                    case READS -> {
                        messages.addAll(frames(socket.getInputStream().readAllBytes()));
                        socket.close();
                    }
                    case DIES -> {
                        socket.getInputStream().read();
                        socket.setSoLinger(true, 0);
                        socket.close();
                    }
                    case TALKS -> {
                        socket.getInputStream().readAllBytes();
                        for (int i = 0; i < 1_024; i++) {
                            socket.getOutputStream().write(new byte[1 << 20]);
                        }
                    }
                    case HANGS -> {
                        // It says nothing and keeps the connection.
                    }
                }
            } catch (IOException e) {
                // Who sent has gone, which is what some tests are for.
            }
        }

        private static List<String> frames(byte[] bytes) {
            List<String> frames = new ArrayList<>();
            int at = 0;
            while (at < bytes.length) {
                int length = 0;
                for (; bytes[at] != ' '; at++) {
                    length = length * 10 + bytes[at] - '0';
                }
                frames.add(new String(bytes, at + 1, length, UTF_8));
                at += 1 + length;
            }
            return frames;
        }

        @Override
        public void close() {
            try {
                server.close();
                for (Socket socket : open) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
