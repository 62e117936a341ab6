package dev.bastide;

import dev.bastide.audit.WitnessStart;
import java.time.Clock;
import java.util.List;

/** The program of {@code ./bastide witness}: the witness, and the machine's clock. */
public final class WitnessProgram {
    private WitnessProgram() {}

    /** Runs until it is stopped; exits with 1 where it cannot run, 2 for wrong input. */
    public static void main(String[] arguments) {
        int code = WitnessStart.run(List.of(arguments), System.out, System.err, Clock.systemUTC());
        if (code != 0) {
            System.exit(code);
        }
    }
}
