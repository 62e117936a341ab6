package dev.bastide.bastion.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a person types while no host is connected: one line with an echo, one key, or nothing but Ctrl-C. It never reaches the
 * host: keys hit while waiting must not run as commands later.
 */
final class TerminalLine {
    private static final int LONGEST = 1024;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;

    private final Flow echo;
    private final boolean reading;
    private final @Nullable Character awaited;
    private final CompletableFuture<String> line = new CompletableFuture<>();
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

    private TerminalLine(Flow echo, boolean reading, @Nullable Character awaited) {
        this.echo = echo;
        this.reading = reading;
        this.awaited = awaited;
    }

    /** Reads a line with an echo. */
    static TerminalLine reading(Flow echo) {
        return new TerminalLine(echo, true, null);
    }

    /** Waits for Ctrl-C, and for this letter where there is one: it is the whole line then. */
    static TerminalLine waiting(Flow echo, @Nullable Character letter) {
        return new TerminalLine(echo, false, letter);
    }

    /** The line; completed with an exception if the person gave up. */
    CompletableFuture<String> line() {
        return line;
    }

    void typed(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            int key = bytes[i] & 0xFF;
            if (key == CTRL_C || (key == CTRL_D && typed.size() == 0)) {
                ended();
            } else if (reading && !line.isDone()) {
                key(key);
            } else if (awaited != null && Character.toLowerCase(key) == awaited) {
                line.complete(awaited.toString());
            }
        }
    }

    /** The person is gone or has had enough. */
    void ended() {
        line.completeExceptionally(new GivenUp());
    }

    private void key(int key) {
        if (key == '\r' || key == '\n') {
            show("\r\n");
            line.complete(typed.toString(StandardCharsets.UTF_8));
        } else if (key == BACKSPACE || key == DELETE) {
            erase();
        } else if (key >= ' ' && typed.size() < LONGEST) {
            typed.write(key);
            echo.bytes(false, new byte[] {(byte) key}, 0, 1, null);
        }
    }

    /** Takes back one character, which may be several bytes. */
    private void erase() {
        String text = typed.toString(StandardCharsets.UTF_8);
        if (!text.isEmpty()) {
            String shorter = text.substring(0, text.offsetByCodePoints(text.length(), -1));
            typed.reset();
            typed.writeBytes(shorter.getBytes(StandardCharsets.UTF_8));
            show("\b \b");
        }
    }

    private void show(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        echo.bytes(false, bytes, 0, bytes.length, null);
    }

    /** The person pressed Ctrl-C or left. */
    static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUp() {
            super("given up", null, false, false);
        }
    }
}
