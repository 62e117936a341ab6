package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a start request to a splice, or to a text and an exit code. Runs on a thread of its own and may wait long. */
final class ChannelStart implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelStart.class);
    private static final int REFUSED = 3;
    private static final int GIVEN_UP = 130;

    private final Door door;
    private final DoorChannel channel;
    private final Visit visit;
    private final Attempt attempt;
    private final List<Refusal> refused;

    ChannelStart(Door door, DoorChannel channel, Visit visit, Attempt attempt, List<Refusal> refused) {
        this.door = door;
        this.channel = channel;
        this.visit = visit;
        this.attempt = attempt;
        this.refused = refused;
    }

    @Override
    public void run() {
        try {
            notices();
            if (Mosh.wanted(attempt)) {
                String line = door.refuse(attempt.visitor(), Refusal.MOSH, "mosh-server");
                refuse(List.of(line), REFUSED);
                return;
            }
            follow(ask(() -> door.gate().open(attempt)));
        } catch (TerminalLine.GivenUp e) {
            finish(GIVEN_UP);
        } catch (IOException | RuntimeException e) {
            LOG.warn("A channel could not be opened", e);
            channel.close(true);
        }
    }

    /** Says what was refused beside the session, before the session itself begins. */
    private void notices() {
        List<String> lines = new ArrayList<>(visit.notices());
        for (Refusal refusal : refused) {
            lines.add(door.refuse(attempt.visitor(), refusal, ""));
        }
        channel.tell(lines);
    }

    private void follow(Answer first) throws IOException {
        Answer answer = first;
        while (!channel.gone()) {
            switch (answer) {
                case Answer.Admitted admitted -> {
                    admit(admitted);
                    return;
                }
                case Answer.Refused no -> {
                    refuse(no.lines(), no.exitCode());
                    return;
                }
                case Answer.Waiting waiting -> answer = await(waiting);
                case Answer.Asking asking -> {
                    if (!attempt.interactive()) {
                        refuse(asking.lines(), REFUSED);
                        return;
                    }
                    answer = question(asking);
                }
            }
        }
        unwanted(answer);
    }

    /**
     * He gave up or left: what was opened for nobody is closed, and what waits for him waits no longer. What was decided
     * for him before that could be said is unwanted alike, however often he was seated anew.
     */
    private static void unwanted(Answer answer) {
        switch (answer) {
            case Answer.Admitted late -> end(late.tap());
            case Answer.Waiting waiting -> {
                try {
                    waiting.givenUp().run();
                } catch (RuntimeException e) {
                    LOG.warn("A place among those who wait could not be given back", e);
                }
                var _ = waiting.outcome().thenAccept(ChannelStart::unwanted);
            }
            case Answer.Refused _, Answer.Asking _ -> {
                // Nothing stands open.
            }
        }
    }

    private static void end(Tap tap) {
        try {
            tap.ended(new Exit.Cut("the person had left"));
        } catch (RuntimeException e) {
            LOG.error("The end of a session could not be recorded", e);
        }
    }

    private Answer await(Answer.Waiting waiting) throws IOException {
        try {
            return outcome(waiting);
        } catch (IOException | RuntimeException e) {
            unwanted(waiting);
            throw e;
        }
    }

    private Answer outcome(Answer.Waiting waiting) throws IOException {
        channel.answerStart(true);
        Answer.@Nullable Other other = waiting.other();
        TerminalLine waitingLine = TerminalLine.waiting(channel.down(), other == null ? null : other.key());
        if (attempt.interactive()) {
            channel.type(waitingLine);
        } else {
            channel.onGone(waitingLine);
        }
        // Said only now that a key is heard: who reads it may press one at once.
        channel.tell(waiting.lines());
        CompletableFuture<Answer> outcome = waiting.outcome().toCompletableFuture();
        CompletableFuture<Object> first = CompletableFuture.anyOf(outcome, waitingLine.line());
        try {
            if (first.join() instanceof Answer answer) {
                return answer;
            }
            unwanted(waiting);
            return ask(() -> Objects.requireNonNull(other).way().get());
        } catch (CompletionException e) {
            if (e.getCause() instanceof TerminalLine.GivenUp gone) {
                throw gone;
            }
            LOG.warn("A request that was waited for ended without an answer", e);
            return new Answer.Refused(List.of(door.refuse(attempt.visitor(), Refusal.GATE_FAILED, "")), REFUSED);
        }
    }

    private Answer question(Answer.Asking asking) throws IOException {
        channel.answerStart(true);
        channel.tell(asking.lines());
        TerminalLine line = TerminalLine.reading(channel.down());
        channel.type(line);
        byte[] prompt = asking.prompt().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        channel.down().bytes(false, prompt, 0, prompt.length, null);
        try {
            String typed = line.line().join();
            Function<String, Answer> reply = asking.reply();
            return ask(() -> reply.apply(typed));
        } catch (CompletionException e) {
            if (e.getCause() instanceof TerminalLine.GivenUp gone) {
                channel.tell(asking.givenUp());
                throw gone;
            }
            throw e;
        }
    }

    private void admit(Answer.Admitted admitted) throws IOException {
        Splice splice = new Splice(door, channel, attempt.visitor(), admitted);
        try {
            if (!admitted.greeting().isEmpty() && attempt.interactive()) {
                channel.answerStart(true);
                channel.tell(admitted.greeting());
            }
            splice.connect();
        } catch (HostFailure e) {
            LOG.info("The host of a session could not be connected to: {} {}", e.refusal(), e.detail());
            splice.neverStarted(e.refusal());
            refuse(List.of(door.refuse(attempt.visitor(), e.refusal(), e.detail())), 255);
        } catch (IOException | RuntimeException e) {
            splice.abandon();
            throw e;
        }
    }

    private Answer ask(java.util.function.Supplier<Answer> question) {
        try {
            return question.get();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("The decision on a channel failed, so it is refused", e);
            return new Answer.Refused(List.of(door.refuse(attempt.visitor(), Refusal.GATE_FAILED, "")), REFUSED);
        }
    }

    private void refuse(List<String> lines, int exitCode) throws IOException {
        channel.answerStart(true);
        channel.tell(lines);
        finish(exitCode);
    }

    private void finish(int exitCode) {
        try {
            channel.sendExit(new Exit.Status(exitCode));
            channel.down().endOfInput();
        } catch (IOException e) {
            LOG.debug("A refusal could not be sent: {}", e.toString());
        }
        channel.down().close();
    }
}
