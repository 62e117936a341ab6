package dev.bastide.bastion.recording;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a person types on a terminal, told apart by whether the terminal showed it. A character whose echo came back is
 * kept; a line that was submitted without one, such as a password, is only counted. When in doubt it is counted: the
 * recording must not become a store of passwords.
 *
 * <p>Not safe for use by several threads.
 */
public final class TypedInput {
    /** How long the echo of a key may take. */
    public static final long PATIENCE_MICROS = 2_000_000;

    private static final int PENDING_MAX = 16 * 1024;
    private static final int WINDOW_MAX = 8 * 1024;

    /** What comes of it. */
    public interface Sink {
        /** These bytes were shown, or are control bytes. */
        void shown(byte[] bytes);

        /** So many bytes were not. */
        void hidden(int count);

        /** A line was submitted, as it was typed and shown; the best that keys alone can tell. */
        void line(String text);
    }

    private final Sink sink;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final StringBuilder window = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private boolean escape;
    private long lastTyped;

    public TypedInput(Sink sink) {
        this.sink = sink;
    }

    /** Bytes came from the person. */
    public void typed(byte[] bytes, int offset, int length, long micros) {
        if (pending.size() == 0) {
            window.setLength(0);
        }
        pending.write(bytes, offset, length);
        lastTyped = micros;
        if (pending.size() > PENDING_MAX) {
            settle(Long.MAX_VALUE);
        } else {
            resolve(false);
        }
    }

    /** Bytes came from the host. */
    public void answered(byte[] bytes, int offset, int length) {
        if (pending.size() == 0) {
            return;
        }
        for (int i = offset; i < offset + length && window.length() < WINDOW_MAX; i++) {
            keep(bytes[i] & 0xff);
        }
        resolve(false);
    }

    /** Time has passed: what no echo has answered by now was not shown. */
    public void settle(long micros) {
        if (pending.size() > 0 && micros - lastTyped >= PATIENCE_MICROS) {
            resolve(true);
        }
    }

    /** The window holds the text of the answer, without escape sequences, which colour an echo but are none. */
    private void keep(int c) {
        if (escape) {
            escape = !(c >= '@' && c <= '~' && c != '[');
        } else if (c == 0x1b) {
            escape = true;
        } else if (c != '\b' && c != 0x07) {
            window.append((char) c);
        }
    }

    private void resolve(boolean late) {
        byte[] all = pending.toByteArray();
        int at = 0;
        while (at < all.length) {
            int control = control(all, at);
            if (control > at) {
                emit(all, at, control);
                submitted(all[at]);
                at = control;
                continue;
            }
            int end = at;
            while (end < all.length && control(all, end) == end) {
                end++;
            }
            String text = new String(all, at, end - at, StandardCharsets.ISO_8859_1);
            boolean submitted = end < all.length;
            int seen = submitted ? whole(text) : prefix(text);
            if (seen > 0) {
                emit(all, at, at + seen);
                line.append(new String(all, at, seen, StandardCharsets.UTF_8));
                at += seen;
            } else if (late || (submitted && window.indexOf("\n") >= 0)) {
                sink.hidden(end - at);
                at = end;
            } else {
                break;
            }
        }
        pending.reset();
        pending.write(all, at, all.length - at);
    }

    /** A submitted text was shown if the answer holds it in one piece. */
    private int whole(String text) {
        int found = window.indexOf(text);
        if (found < 0) {
            return 0;
        }
        window.delete(0, found + text.length());
        return text.length();
    }

    /** A text still being typed was shown as far as the answer begins with it. */
    private int prefix(String text) {
        int same = 0;
        while (same < text.length() && same < window.length() && text.charAt(same) == window.charAt(same)) {
            same++;
        }
        window.delete(0, same);
        return same;
    }

    private void submitted(byte control) {
        switch (control) {
            case '\r', '\n' -> {
                if (!line.toString().isBlank()) {
                    sink.line(line.toString().strip());
                }
                line.setLength(0);
            }
            case 0x7f, '\b' -> line.setLength(Math.max(0, line.length() - 1));
            case 0x03, 0x15 -> line.setLength(0);
            default -> {
                // Other keys edit in ways that only the screen tells.
            }
        }
    }

    private void emit(byte[] all, int from, int to) {
        byte[] part = new byte[to - from];
        System.arraycopy(all, from, part, 0, part.length);
        sink.shown(part);
    }

    /** Where the control sequence that begins here ends; {@code at} itself if none begins. */
    private static int control(byte[] all, int at) {
        int c = all[at] & 0xff;
        if (c >= 0x20 && c != 0x7f) {
            return at;
        }
        if (c != 0x1b || at + 1 >= all.length || (all[at + 1] != '[' && all[at + 1] != 'O')) {
            return at + 1;
        }
        int end = at + 2;
        while (end < all.length && (all[end] < '@' || all[end] > '~')) {
            end++;
        }
        return Math.min(end + 1, all.length);
    }
}
