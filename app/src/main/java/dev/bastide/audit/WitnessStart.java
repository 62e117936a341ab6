package dev.bastide.audit;

import dev.bastide.audit.witness.WitnessCommand;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;

/** The way in for the program that runs a witness and nothing else. */
public final class WitnessStart {
    private WitnessStart() {}

    /** Starts the witness, which runs until the program is stopped; 1 where it cannot run, 2 for wrong input. */
    public static int run(List<String> words, PrintStream out, PrintStream err, Clock clock) {
        return WitnessCommand.run(words, out, err, clock);
    }
}
