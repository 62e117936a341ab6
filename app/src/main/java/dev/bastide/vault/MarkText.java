package dev.bastide.vault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of a mark: each as one letter for its kind, its length in four bytes, and itself. The lengths make it
 * impossible that two lists of parts share a text. The form never changes: with another one, no mark would be right.
 */
final class MarkText {
    private static final int NANOS_OF_MICRO = 1_000;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private MarkText() {}

    /** A time that no mark can bind: without an end, or finer than the database keeps. */
    static final class TimeUnmarkable extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        TimeUnmarkable(Instant instant) {
            super("the database keeps microseconds: " + instant);
        }
    }

    static byte[] of(List<? extends @Nullable Object> parts) {
        MarkText text = new MarkText();
        for (@Nullable Object part : parts) {
            text.add(part);
        }
        return text.text.toByteArray();
    }

    private void add(@Nullable Object part) {
        switch (part) {
            case null -> add('n', new byte[0]);
            case String string -> add('s', string.getBytes(StandardCharsets.UTF_8));
            case UUID uuid -> add('u', uuid.toString().getBytes(StandardCharsets.US_ASCII));
            case Instant instant -> add('t', time(instant));
            case Boolean bool -> add('b', new byte[] {(byte) (bool ? 1 : 0)});
            case Integer number -> add('i', eight(number));
            case Long number -> add('i', eight(number));
            case byte[] bytes -> add('x', bytes);
            case List<?> list -> add('l', of(list));
            default -> throw new IllegalArgumentException("no part of a mark: " + part.getClass());
        }
    }

    // A finer instant would come back from the database as another one, and the mark would be wrong on some days only.
    private static byte[] time(Instant instant) {
        if (instant.getNano() % NANOS_OF_MICRO != 0) {
            throw new TimeUnmarkable(instant);
        }
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(instant.getEpochSecond())
                .putInt(instant.getNano())
                .array();
    }

    private static byte[] eight(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private void add(char kind, byte[] bytes) {
        text.write(kind);
        text.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        text.writeBytes(bytes);
    }
}
