package dev.bastide.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What runs in the program's place while the master key is missing: it answers every request with 503 and says how to
 * unlock. It listens on loopback only, opens no database and knows no secret.
 */
public final class LockedServer implements AutoCloseable {
    private static final String HEALTH = "{\"status\":\"down\",\"failing\":[\"vault\"]}";
    private final HttpServer server;

    /** Serves in the program's place until the process ends. Throws {@link IOException} when the port is taken. */
    public static LockedServer start(int port, Path home) throws IOException {
        return new LockedServer(port, home);
    }

    /** Starts on the given port of the loopback address. Throws {@link IOException} when the port is taken. */
    LockedServer(int port, Path home) throws IOException {
        String help = """
                Bastide is locked: its master key is missing or is not the one its data was sealed with.
                On the server, put it back:  ./bastide keys restore FILE --home %1$s
                or from two shares:          ./bastide keys restore --shares --home %1$s
                """.formatted(home.toAbsolutePath().normalize());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.createContext("/healthz", exchange -> answer(exchange, "application/json", HEALTH));
        server.createContext("/", exchange -> answer(exchange, "text/plain; charset=utf-8", help));
        server.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
