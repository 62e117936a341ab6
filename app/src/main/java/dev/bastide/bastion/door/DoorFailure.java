package dev.bastide.bastion.door;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what keeps the bastion from opening, and what to do. */
final class DoorFailure extends AbstractFailureAnalyzer<DoorPortTaken> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, DoorPortTaken cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Stop the program that uses the port, or choose another: --ssh-port N.", cause);
    }
}
