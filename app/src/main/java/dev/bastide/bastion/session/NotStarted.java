package dev.bastide.bastion.session;

import dev.bastide.bastion.ssh.LiveSession;
import java.time.Instant;
import java.util.UUID;

/** Stands in until the host has answered; ending it closes what was announced. */
final class NotStarted implements LiveSession {
    private final Runnable ending;

    NotStarted(Runnable ending) {
        this.ending = ending;
    }

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
        // On a thread of its own: closing waits for the disk, and whoever ends must not. A host that answers later is
        // let go as soon as it does.
        Thread.ofVirtual().name("unstarted").start(ending);
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
