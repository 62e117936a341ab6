package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.channel.LocalWindow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command that the runner runs on a host: same pinned keys, same credential, same tap as a person's session.
 *
 * <p>The outcome says what is known: {@link Exit.NotStarted} if the command was never sent, {@link Exit.Cut} if it may
 * have run in part.
 */
public final class SshRun implements HostEnd, LiveSession {
    private static final Logger LOG = LoggerFactory.getLogger(SshRun.class);

    private final UUID id;
    private final Tap tap;
    private final AtomicReference<Instant> notAfter;
    private final CompletableFuture<Exit> outcome = new CompletableFuture<>();
    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong output = new AtomicLong();
    private final Object tapLock = new Object();
    private volatile @Nullable Opened host;
    private volatile @Nullable Exit exit;
    private volatile String reason = "";

    private SshRun(UUID id, Tap tap, Instant notAfter) {
        this.id = id;
        this.tap = tap;
        this.notAfter = new AtomicReference<>(notAfter);
    }

    /**
     * Starts the command without a terminal and with an empty standard input; returns at once. Exactly as with a
     * person's session the tap's {@link Tap#ended} is called once, before the outcome completes.
     *
     * @param notAfter told by {@link #notAfter()}; whoever runs the command ends it then
     */
    public static SshRun start(SshHosts hosts, UUID id, Target target, String command, Tap tap, Instant notAfter) {
        SshRun run = new SshRun(id, tap, notAfter);
        Thread.ofVirtual().name("run-" + id).start(() -> run.run(hosts, target, command));
        return run;
    }

    /** How the command ended; never completes exceptionally. */
    public CompletableFuture<Exit> outcome() {
        return outcome.copy();
    }

    private void run(SshHosts hosts, Target target, String command) {
        Opened opened;
        try {
            opened = hosts.open(target, this);
        } catch (HostFailure e) {
            LOG.info("The host of a run could not be connected to: {} {}", e.refusal(), e.detail());
            finish(new Exit.NotStarted(e.refusal()));
            return;
        } catch (RuntimeException e) {
            LOG.error("A run could not be started", e);
            finish(new Exit.NotStarted(Refusal.HOST_UNREACHABLE));
            return;
        }
        host = opened;
        if (!tapped(() -> {
                    tap.started(this);
                    tap.request("exec", command);
                })
                || cut.get()) {
            return;
        }
        send(opened, command);
        if (opened.channel().isClosing()) {
            closed(false);
        }
    }

    private void send(Opened opened, String command) {
        try {
            opened.mark(id);
            opened.channel().request("exec", Wire.string(command), this::started);
            opened.channel().endOfInput();
        } catch (IOException e) {
            LOG.info("The connection broke while a command was sent: {}", e.toString());
            closed(false);
        }
    }

    private void started(boolean success) {
        if (!success) {
            exit = new Exit.NotStarted(Refusal.CREDENTIAL_REFUSED);
            end("the host refused to start the command");
        }
    }

    // ---- from the host ----

    @Override
    public void bytes(boolean error, byte[] buffer, int offset, int length, LocalWindow credit) {
        Direction direction = error ? Direction.ERROR : Direction.OUTPUT;
        if (tapped(() -> tap.bytes(direction, buffer, offset, length))) {
            output.addAndGet(length);
            try {
                credit.release(length);
            } catch (IOException e) {
                LOG.debug("The connection of a run is closing: {}", e.toString());
            }
        }
    }

    @Override
    public void endOfOutput() {
        // The exit follows.
    }

    @Override
    public void exited(Exit how) {
        exit = how;
    }

    @Override
    public void windowOpened() {
        // Nothing is ever sent.
    }

    @Override
    public void closed(boolean orderly) {
        if (host == null) {
            return;
        }
        Exit how = exit;
        if (how == null) {
            how = new Exit.Cut(cut.get() ? reason : Refusal.HOST_LOST.name());
        }
        finish(how);
    }

    // ---- the handle ----

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Instant notAfter() {
        return notAfter.get();
    }

    @Override
    public void prolong(Instant until) {
        notAfter.accumulateAndGet(until, (now, then) -> then.isAfter(now) ? then : now);
    }

    @Override
    public void end(String text) {
        if (!cut.compareAndSet(false, true)) {
            return;
        }
        reason = text;
        Opened opened = host;
        if (opened != null) {
            opened.kill(id);
            Exit known = exit;
            finish(known != null ? known : new Exit.Cut(text));
        }
    }

    @Override
    public long inputBytes() {
        return 0;
    }

    @Override
    public long outputBytes() {
        return output.get();
    }

    private boolean tapped(Runnable telling) {
        if (cut.get()) {
            Opened opened = host;
            if (opened != null && !over.get()) {
                opened.kill(id);
                finish(new Exit.Cut(reason));
            }
            return false;
        }
        try {
            synchronized (tapLock) {
                telling.run();
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("A run is ended since its recorder failed", e);
            end(Refusal.RECORDER_FAILED.name());
            return false;
        }
    }

    private void finish(Exit how) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Opened opened = host;
        if (opened != null) {
            opened.release();
        }
        Thread.ofVirtual().start(() -> {
            try {
                synchronized (tapLock) {
                    tap.ended(how);
                }
            } catch (RuntimeException e) {
                LOG.error("The end of a run could not be recorded", e);
            }
            outcome.complete(how);
        });
    }
}
