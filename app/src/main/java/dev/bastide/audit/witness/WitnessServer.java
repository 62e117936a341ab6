package dev.bastide.audit.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks C2SP tlog-witness over HTTP. What goes over the wire is signed and no secret, so it needs no TLS of its own. */
final class WitnessServer implements AutoCloseable {
    static final String PATH = "/add-checkpoint";

    private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);
    private static final int BODY_BYTES_MAX = 16_384;
    private static final String SECONDS_MAX = "10";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Witness witness;
    private final WitnessLock lock;

    /** Serves until it is closed; then the home is free again. */
    WitnessServer(InetSocketAddress address, Witness witness, WitnessLock lock) throws IOException {
        // Who sends slowly is let go: these are read by the JDK's server when it is made.
        System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_MAX);
        System.setProperty("sun.net.httpserver.maxRspTime", SECONDS_MAX);
        this.witness = witness;
        this.lock = lock;
        this.server = HttpServer.create(address, 64);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!path.equals(PATH)) {
                send(exchange, new Witness.Answer(404, "POST " + PATH + "\n"));
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                send(exchange, new Witness.Answer(405, "POST " + PATH + "\n"));
            } else {
                send(exchange, answer(exchange));
            }
        }
    }

    private Witness.Answer answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return new Witness.Answer(413, "at most " + BODY_BYTES_MAX + " bytes\n");
        }
        try {
            Witness.Answer answer = witness.add(new String(body, StandardCharsets.UTF_8));
            LOG.info("{} from {}", answer.status(), exchange.getRemoteAddress().getAddress());
            return answer;
        } catch (IOException e) {
            LOG.error("Nothing is cosigned: what was cosigned last cannot be read or kept", e);
            return new Witness.Answer(500, "this witness cannot remember, and so says nothing\n");
        }
    }

    private static void send(HttpExchange exchange, Witness.Answer answer) throws IOException {
        byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
        String type = answer.status() == 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8";
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(answer.status(), text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The home of the witness could not be let go of: {}", e.toString());
        }
    }
}
