package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** Listeners on this machine that say what real services say. */
final class ListeningLab implements AutoCloseable {
    private final List<ServerSocket> sockets = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    /** What a listener does with a connection. */
    interface Talk {
        void with(Socket socket) throws IOException, InterruptedException;
    }

    int says(String address, String text) {
        return does(address, socket -> socket.getOutputStream().write(bytes(text)));
    }

    /** Waits to be asked, and answers what begins so. */
    int answers(String address, String begin, String answer) {
        return does(address, ServerSocketFactory.getDefault(), 0, answering(begin, answer));
    }

    static Talk answering(String begin, String answer) {
        return socket -> {
            InputStream in = socket.getInputStream();
            byte[] asked = new byte[4_096];
            int read = in.read(asked);
            String text = read <= 0 ? "" : new String(asked, 0, read, StandardCharsets.ISO_8859_1);
            if (text.startsWith(begin)) {
                socket.getOutputStream().write(bytes(answer));
            }
        };
    }

    int does(String address, Talk talk) {
        return does(address, ServerSocketFactory.getDefault(), 0, talk);
    }

    int does(String address, ServerSocketFactory factory, int port, Talk talk) {
        try {
            ServerSocket server = factory.createServerSocket();
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 256);
            sockets.add(server);
            Thread.ofVirtual().start(() -> accept(server, talk));
            return server.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int accepted() {
        return accepted.get();
    }

    private void accept(ServerSocket server, Talk talk) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> talk(socket, talk));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void talk(Socket socket, Talk talk) {
        try (socket) {
            talk.with(socket);
            socket.getOutputStream().flush();
            socket.setSoTimeout(3_000);
            // Until the other side has gone: what was written is not to be lost by a reset.
            while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException | InterruptedException e) {
            Thread.onSpinWait();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        for (ServerSocket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
