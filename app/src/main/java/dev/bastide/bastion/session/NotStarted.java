package dev.bastide.bastion.session;

import dev.bastide.bastion.ssh.LiveSession;
import java.time.Instant;
import java.util.UUID;

/** Stands in until the host has answered. */
final class NotStarted implements LiveSession {
    @Override
    public UUID id() {
        return new UUID(0, 0);
    }

    @Override
    public Instant notAfter() {
        return Instant.MAX;
    }

    @Override
    public void prolong(Instant until) {
        // What has not begun is told as soon as it begins.
    }

    @Override
    public void end(String text) {
        // What has not begun is ended as soon as it begins.
    }

    @Override
    public long inputBytes() {
        return 0;
    }

    @Override
    public long outputBytes() {
        return 0;
    }
}
