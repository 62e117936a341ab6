package dev.bastide.bastion;

import java.util.UUID;

/** A run is over, however it ended; the operation is the one that its plan named. */
public record RunEnded(RunId run, UUID operation, Run.State state) {}
