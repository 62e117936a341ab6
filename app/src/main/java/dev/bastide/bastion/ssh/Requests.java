package dev.bastide.bastion.ssh;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a channel request means to the recorder. */
final class Requests {
    private static final int LONGEST = 4096;

    private Requests() {}

    /** A request in words; columns and rows are 0 unless it sets the terminal's size. */
    record Described(String detail, int columns, int rows) {}

    /** Never throws: an ill-formed payload is described as empty, and the host will refuse it. */
    static Described describe(String type, byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        try {
            return switch (type) {
                case "pty-req" -> {
                    String terminal = string(in);
                    yield new Described(terminal, columns(in.getInt()), rows(in.getInt()));
                }
                case "window-change" -> new Described("", columns(in.getInt()), rows(in.getInt()));
                case "env" -> new Described(string(in) + "=" + string(in), 0, 0);
                case "exec", "subsystem", "signal" -> new Described(string(in), 0, 0);
                default -> new Described("", 0, 0);
            };
        } catch (BufferUnderflowException e) {
            return new Described("", 0, 0);
        }
    }

    private static String string(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** A client that has no window of its own says 0; programs then take the usual size. */
    private static int columns(int cells) {
        return cells < 1 ? 80 : Math.min(cells, 10_000);
    }

    private static int rows(int cells) {
        return cells < 1 ? 24 : Math.min(cells, 10_000);
    }
}
