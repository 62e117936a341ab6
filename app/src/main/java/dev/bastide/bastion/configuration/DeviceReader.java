package dev.bastide.bastion.configuration;

import dev.bastide.asset.Host;
import dev.bastide.authority.ActRefused;
import dev.bastide.bastion.door.Bastion;
import dev.bastide.bastion.door.HostTargets;
import dev.bastide.bastion.ssh.Direction;
import dev.bastide.bastion.ssh.Exit;
import dev.bastide.bastion.ssh.LiveSession;
import dev.bastide.bastion.ssh.SshRun;
import dev.bastide.bastion.ssh.Tap;
import dev.bastide.bastion.ssh.Target;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Has a device print its configuration: one command over SSH, by the bastion's own credential and the pinned host key. What
 * it prints is kept as evidence, so there is no recording of it beside.
 */
@Component
class DeviceReader {
    static final int BYTES_MAX = 4 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String OWNER = "configuration";

    private final HostTargets targets;
    private final Bastion bastion;
    private final Clock clock;

    DeviceReader(HostTargets targets, Bastion bastion, Clock clock) {
        this.targets = targets;
        this.bastion = bastion;
        this.clock = clock;
    }

    /** What came of it. */
    sealed interface Answer {
        /** The configuration. */
        record Text(String text) implements Answer {}

        /** Nothing that could be believed, and why, in words for the record. */
        record Failed(String why) implements Answer {}
    }

    /** Reads by this account; never throws, and gives up after some seconds. */
    Answer read(Host host, String account, String command) {
        try {
            Target target = targets.of(OWNER, host, account);
            Printed printed = new Printed();
            SshRun run = SshRun.start(
                    bastion.hosts(),
                    UUID.randomUUID(),
                    target,
                    command,
                    printed,
                    clock.instant().plus(PATIENCE));
            return answer(exit(run), printed);
        } catch (ActRefused e) {
            return new Answer.Failed(e.reason().key());
        } catch (RuntimeException e) {
            return new Answer.Failed(
                    "the device could not be asked: " + e.getClass().getSimpleName());
        }
    }

    private static Exit exit(SshRun run) {
        try {
            return run.outcome().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            run.end("no end of the configuration within " + PATIENCE.toSeconds() + " seconds");
            return run.outcome().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.end("stopping");
            return new Exit.Cut("stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the outcome of a run never fails", e);
        }
    }

    private static Answer answer(Exit exit, Printed printed) {
        return switch (exit) {
            case Exit.Status(int code) when code != 0 -> new Answer.Failed("the command ended with exit code " + code);
            case Exit.Status status -> printed.answer();
            case Exit.Signalled(String signal) -> new Answer.Failed("the command ended by signal " + signal);
            case Exit.Cut(String reason) -> new Answer.Failed("the connection ended before the command: " + reason);
            case Exit.NotStarted(var why) -> new Answer.Failed("the command was not started: " + why);
        };
    }

    /** Keeps what the command prints, up to a bound. */
    private static final class Printed implements Tap {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private boolean tooMuch;

        @Override
        public void started(LiveSession session) {
            // Nothing to tell anybody.
        }

        @Override
        public synchronized void bytes(Direction direction, byte[] bytes, int offset, int length) {
            if (direction != Direction.OUTPUT) {
                return;
            }
            if (out.size() + length > BYTES_MAX) {
                tooMuch = true;
            } else {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public void resized(int columns, int rows) {
            // There is no terminal.
        }

        @Override
        public void request(String type, String detail) {
            // The command is ours.
        }

        @Override
        public void ended(Exit exit) {
            // The outcome says so.
        }

        synchronized Answer answer() {
            if (tooMuch) {
                return new Answer.Failed("more than " + BYTES_MAX + " bytes");
            }
            String text = text();
            return text.isBlank() ? new Answer.Failed("the command printed nothing") : new Answer.Text(text);
        }

        /** UTF-8 where it is, else Latin-1, which takes every byte as it is. */
        private String text() {
            byte[] bytes = out.toByteArray();
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
        }
    }
}
