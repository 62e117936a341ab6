package dev.bastide.bastion.recording;

/** What one event of a recording says. The code byte is part of the format and never changes its meaning. */
public enum EventCode {
    /** JSON with the terminal, the person and the host: always the first event. */
    HEADER('h'),
    /** Bytes the host wrote to standard output, exactly. */
    OUTPUT('o'),
    /** Bytes the host wrote to standard error, exactly. */
    ERROR('e'),
    /** Bytes the person sent, exactly, unless the echo was off. */
    INPUT('i'),
    /** How many bytes the person sent while the echo was off: a decimal number, never the bytes. */
    HIDDEN_INPUT('j'),
    /** The terminal changed its size: {@code COLUMNSxROWS}. */
    RESIZE('r'),
    /** Something worth finding again: a channel request, a command seen, an act of a spectator. */
    MARKER('m'),
    /** What went through beyond the kept content: JSON with direction, bytes and SHA-256 of all bytes so far. */
    TALLY('s'),
    /** How the program on the host ended: the exit status or the signal. */
    EXIT('x');

    private final byte code;

    EventCode(char code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static EventCode of(byte code) {
        for (EventCode candidate : values()) {
            if (candidate.code == code) {
                return candidate;
            }
        }
        throw new RecordingBroken("an event has the unknown code " + (code & 0xff));
    }
}
