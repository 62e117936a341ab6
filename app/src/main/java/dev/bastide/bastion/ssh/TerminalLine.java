package dev.bastide.bastion.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a person types while no host is connected: one line with an echo, one key, or nothing but Ctrl-C. It never reaches the
 * host: keys hit while waiting must not run as commands later. Only whole characters that steer nothing are taken; the
 * sequences that arrows and function keys send are none.
 */
final class TerminalLine {
    private static final int LONGEST = 1024;

    /** No more is echoed in one line: who types and takes back without reading would fill the memory. */
    private static final int ECHO_MAX = 64 * 1024;

    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int CTRL_U = 21;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;

    /** Where a key sequence stands. */
    private enum Sequence {
        NONE,
        BEGUN,
        /** After {@code ESC O}: one more. */
        SINGLE,
        /** After {@code ESC [}: up to a letter. */
        CONTROL
    }

    private final Flow echo;
    private final boolean reading;
    private final @Nullable Character awaited;
    private final CompletableFuture<String> line = new CompletableFuture<>();
    private final StringBuilder typed = new StringBuilder();
    private final ByteBuffer half = ByteBuffer.allocate(4);
    private int expected;
    private int echoed;
    private Sequence sequence = Sequence.NONE;

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
        for (int i = offset; i < offset + length && !line.isDone(); i++) {
            int key = bytes[i] & 0xFF;
            if (key == CTRL_C || (key == CTRL_D && typed.isEmpty())) {
                show(key == CTRL_C ? "^C\r\n" : "\r\n");
                ended();
            } else if (inSequence(key)) {
                expected = 0;
            } else if (reading) {
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

    /** Whether the key belongs to what an arrow or a function key sends. */
    private boolean inSequence(int key) {
        Sequence before = sequence;
        sequence = switch (before) {
            case NONE, SINGLE -> key == ESCAPE ? Sequence.BEGUN : Sequence.NONE;
            case BEGUN ->
                switch (key) {
                    case '[' -> Sequence.CONTROL;
                    case 'O' -> Sequence.SINGLE;
                    case ESCAPE -> Sequence.BEGUN;
                    default -> Sequence.NONE;
                };
            case CONTROL -> key >= '@' && key <= '~' ? Sequence.NONE : Sequence.CONTROL;
        };
        boolean enter = key == '\r' || key == '\n';
        if (enter) {
            sequence = Sequence.NONE;
        }
        return !enter && (before != Sequence.NONE || sequence != Sequence.NONE);
    }

    private void key(int key) {
        if (key == '\r' || key == '\n') {
            show("\r\n");
            line.complete(typed.toString());
        } else if (key == BACKSPACE || key == DELETE) {
            erase();
        } else if (key == CTRL_U) {
            while (!typed.isEmpty()) {
                erase();
            }
        } else if (key >= 0x80) {
            part(key);
        } else {
            expected = 0;
            add(key == '\t' ? ' ' : key);
        }
    }

    /** One byte of a character that has several; what is no character is dropped. */
    private void part(int key) {
        if (expected == 0 || key >= 0xC0) {
            half.clear();
            expected = key >= 0xF0 ? 4 : key >= 0xE0 ? 3 : key >= 0xC0 ? 2 : 0;
        }
        if (expected == 0) {
            return;
        }
        half.put((byte) key);
        if (half.position() == expected) {
            expected = 0;
            try {
                add(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(half.flip())
                        .codePoints()
                        .findFirst()
                        .orElse(0));
            } catch (CharacterCodingException e) {
                // No character; there is nothing to take or to show.
            }
        }
    }

    private void add(int codePoint) {
        if (DoorChannel.steers(codePoint)) {
            return;
        }
        if (typed.length() >= LONGEST) {
            // The bell says that no more is taken.
            show("\u0007");
            return;
        }
        typed.appendCodePoint(codePoint);
        show(Character.toString(codePoint));
    }

    /** Takes back one character, which may have several bytes and columns. */
    private void erase() {
        expected = 0;
        if (!typed.isEmpty()) {
            int last = typed.codePointBefore(typed.length());
            typed.setLength(typed.length() - Character.charCount(last));
            int width = Wrapped.width(last);
            show("\b".repeat(width) + " ".repeat(width) + "\b".repeat(width));
        }
    }

    private void show(String text) {
        echoed = Math.min(echoed + text.length(), ECHO_MAX);
        if (echoed == ECHO_MAX) {
            return;
        }
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
