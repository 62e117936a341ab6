package dev.bastide.bastion.session;

import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.Tally;
import dev.bastide.bastion.ssh.Direction;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A channel without a terminal: the first part of each direction is kept, all of it is counted and hashed. The counts are
 * written every {@link #TALLY_BYTES}, so that a crash loses little of them, and at the end.
 */
final class BulkCapture implements Capture {
    /** What is kept of the content of a command's input, output and errors each. */
    static final long KEEP_COMMAND_BYTES = 1 << 20;

    /** What is kept of a file transfer, enough to see the protocol's first words. */
    static final long KEEP_TRANSFER_BYTES = 64 << 10;

    private static final long TALLY_BYTES = 16 << 20;

    private final Recording recording;
    private final Map<Direction, Tally> tallies = new EnumMap<>(Direction.class);
    private long untold;

    BulkCapture(Recording recording, long keepBytes) {
        this.recording = recording;
        for (Direction direction : Direction.values()) {
            tallies.put(direction, new Tally(direction.name(), keepBytes));
        }
    }

    @Override
    public synchronized void bytes(Direction direction, byte[] bytes, int offset, int length) {
        Tally tally = tally(direction);
        int keep = tally.pass(bytes, offset, length);
        if (keep > 0) {
            recording.append(code(direction), bytes, offset, keep);
        }
        untold += length - keep;
        if (untold >= TALLY_BYTES) {
            untold = 0;
            recording.append(EventCode.TALLY, tally.json());
        }
    }

    @Override
    public synchronized void finish() {
        tallies.values().stream()
                .filter(tally -> tally.bytes() > 0)
                .forEach(tally -> recording.append(EventCode.TALLY, tally.json()));
    }

    @Override
    public synchronized String summary() {
        return tallies.entrySet().stream()
                .filter(entry -> entry.getValue().bytes() > 0)
                .map(entry -> entry.getKey().name().toLowerCase(java.util.Locale.ROOT) + " "
                        + entry.getValue().bytes() + " bytes, SHA-256 "
                        + entry.getValue().sha256())
                .collect(Collectors.joining("; "));
    }

    private Tally tally(Direction direction) {
        Tally tally = tallies.get(direction);
        if (tally == null) {
            throw new IllegalStateException("every direction has a tally");
        }
        return tally;
    }

    private static EventCode code(Direction direction) {
        return switch (direction) {
            case INPUT -> EventCode.INPUT;
            case OUTPUT -> EventCode.OUTPUT;
            case ERROR -> EventCode.ERROR;
        };
    }
}
