package dev.bastide.bastion.session;

import dev.bastide.bastion.CommandSeen;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.TypedInput;
import dev.bastide.bastion.ssh.Direction;
import java.util.concurrent.TimeUnit;

/** A terminal: every byte shown is kept; what was typed is kept once the terminal showed it. */
final class TerminalCapture implements Capture {
    private final Recording recording;
    private final TypedInput typed;

    TerminalCapture(Recording recording) {
        this.recording = recording;
        this.typed = new TypedInput(new Keys(recording));
    }

    @Override
    public synchronized void bytes(Direction direction, byte[] bytes, int offset, int length) {
        long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
        typed.settle(now);
        switch (direction) {
            case INPUT -> typed.typed(bytes, offset, length, now);
            case OUTPUT -> {
                recording.append(EventCode.OUTPUT, bytes, offset, length);
                typed.answered(bytes, offset, length);
            }
            case ERROR -> recording.append(EventCode.ERROR, bytes, offset, length);
        }
    }

    @Override
    public synchronized void finish() {
        typed.settle(Long.MAX_VALUE);
    }

    @Override
    public String summary() {
        return "";
    }

    private record Keys(Recording recording) implements TypedInput.Sink {
        @Override
        public void shown(byte[] bytes) {
            recording.append(EventCode.INPUT, bytes, 0, bytes.length);
        }

        @Override
        public void hidden(int count) {
            recording.append(EventCode.HIDDEN_INPUT, Integer.toString(count));
        }

        @Override
        public void line(String text) {
            recording.append(EventCode.MARKER, new CommandSeen(CommandSeen.Level.L1, text, 0, 0).marker());
        }
    }
}
