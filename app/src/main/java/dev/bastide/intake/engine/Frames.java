package dev.bastide.intake.engine;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream into messages: octet counting and newlines, each message as its first byte says. What does not fit is not
 * thrown away: it comes in pieces, each with its flaw. Source: RFC 6587 s3.4, RFC 5425 s4.3.
 */
public final class Frames {
    /** A message beyond this comes in pieces. */
    public static final int BYTES_MAX = 131_072;

    /** A count has at most so many digits. */
    private static final int DIGITS_MAX = 9;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private State state = State.START;
    private long left;
    private boolean oversized;
    private String flaw = "";

    private enum State {
        START,
        COUNT,
        COUNTED,
        LINE
    }

    /** A message; the flaw is empty where it is whole. */
    public record Frame(byte[] bytes, String flaw) {}

    /** The messages that are complete with these bytes. */
    public List<Frame> feed(byte[] bytes, int length) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            take(bytes[i], frames);
        }
        return frames;
    }

    /** What is left when the stream ends. A line without its end is whole; what was counted and did not come is not. */
    public List<Frame> end() {
        List<Frame> frames = new ArrayList<>();
        switch (state) {
            case COUNTED -> flush(frames, "frame is cut: " + left + " bytes did not come");
            case COUNT -> flush(frames, "frame is cut in its count");
            case LINE -> line(frames);
            case START -> {}
        }
        state = State.START;
        return frames;
    }

    private void take(byte next, List<Frame> frames) {
        switch (state) {
            case START -> start(next);
            case COUNT -> count(next, frames);
            case COUNTED -> counted(next, frames);
            case LINE -> {
                if (next == '\n') {
                    line(frames);
                    state = State.START;
                } else {
                    keep(next, frames);
                }
            }
        }
    }

    private void start(byte next) {
        if (next == '\n' || next == '\r') {
            return;
        }
        held.write(next);
        left = (long) next - '0';
        state = next >= '1' && next <= '9' ? State.COUNT : State.LINE;
    }

    private void count(byte next, List<Frame> frames) {
        if (next >= '0' && next <= '9' && held.size() < DIGITS_MAX) {
            held.write(next);
            left = left * 10 + (next - '0');
        } else if (next == ' ') {
            held.reset();
            state = State.COUNTED;
        } else {
            flaw = "frame begins with digits that are no count";
            state = State.LINE;
            take(next, frames);
        }
    }

    private void counted(byte next, List<Frame> frames) {
        keep(next, frames);
        left--;
        if (left == 0) {
            flush(frames, oversized ? tooLong() : "");
            state = State.START;
        }
    }

    /** Some senders end a line with a NUL or a carriage return as well; elsewhere in it both are content. */
    private void line(List<Frame> frames) {
        byte[] bytes = held.toByteArray();
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\r' || bytes[end - 1] == 0)) {
            end--;
        }
        held.reset();
        held.write(bytes, 0, end);
        flush(frames, oversized ? tooLong() : flaw);
    }

    private void keep(byte next, List<Frame> frames) {
        held.write(next);
        if (held.size() == BYTES_MAX && (state == State.LINE || left > 1)) {
            oversized = true;
            frames.add(new Frame(held.toByteArray(), tooLong()));
            held.reset();
        }
    }

    private static String tooLong() {
        return "frame is a piece of one longer than " + BYTES_MAX + " bytes";
    }

    private void flush(List<Frame> frames, String why) {
        if (held.size() > 0 || !why.isEmpty()) {
            frames.add(new Frame(held.toByteArray(), why));
        }
        held.reset();
        oversized = false;
        flaw = "";
    }
}
