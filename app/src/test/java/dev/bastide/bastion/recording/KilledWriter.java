package dev.bastide.bastion.recording;

import java.io.IOException;
import java.nio.file.Path;

/** A program that records until it is killed, and says each time what is safe. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] arguments) throws IOException {
        Tape tape = new Tape(Path.of(arguments[0]));
        for (int i = 0; ; i++) {
            tape.writer.append(EventCode.OUTPUT, "line " + i + "\n");
            if (i % 50 == 49) {
                System.out.println(tape.writer.sync().chunks() + " " + (i + 1));
            }
        }
    }
}
