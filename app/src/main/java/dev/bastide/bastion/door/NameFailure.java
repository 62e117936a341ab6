package dev.bastide.bastion.door;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which setting misnames the bastion, and what to write instead. */
final class NameFailure extends AbstractFailureAnalyzer<DoorMisnamed> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, DoorMisnamed cause) {
        return new FailureAnalysis(cause.getMessage(), "Change it, or leave it out.", cause);
    }
}
