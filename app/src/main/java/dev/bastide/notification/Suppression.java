package dev.bastide.notification;

import java.time.Instant;
import java.util.UUID;

/** An address no mail goes to, and why. */
record Suppression(UUID id, String address, String reason, Instant since) {}
