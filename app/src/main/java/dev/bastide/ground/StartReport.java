package dev.bastide.ground;

import java.io.PrintStream;
import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Tells whoever started the program, on one line of the terminal, why it does not start and what to do. */
final class StartReport implements FailureAnalysisReporter {
    private final PrintStream terminal;

    StartReport() {
        this(System.err);
    }

    StartReport(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void report(FailureAnalysis analysis) {
        String remedy = Objects.requireNonNullElse(analysis.getAction(), "");
        terminal.println(("Bastide does not start: " + analysis.getDescription() + " " + remedy).strip());
    }
}
