package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two channels joined into one session: every byte and request passes the tap, then goes to the other side. */
final class Splice implements HostEnd, LiveSession {
    private static final Logger LOG = LoggerFactory.getLogger(Splice.class);

    private final Door door;
    private final DoorChannel person;
    private final Visitor visitor;
    private final Answer.Admitted admitted;
    private final Flow up = new Flow();
    private final Object tapLock = new Object();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicReference<Instant> notAfter;
    private final AtomicLong input = new AtomicLong();
    private final AtomicLong output = new AtomicLong();
    private volatile @Nullable Opened host;
    private volatile @Nullable Exit exit;

    Splice(Door door, DoorChannel person, Visitor visitor, Answer.Admitted admitted) {
        this.door = door;
        this.person = person;
        this.visitor = visitor;
        this.admitted = admitted;
        this.notAfter = new AtomicReference<>(admitted.notAfter());
    }

    /** Connects to the host and joins both channels. Blocks until then. */
    void connect() throws HostFailure, IOException {
        Opened opened = door.hosts().open(admitted.target(), this);
        host = opened;
        door.sessions().put(admitted.session(), this);
        if (!tapped(() -> admitted.tap().started(this)) || cut.get()) {
            return;
        }
        opened.mark(admitted.session());
        up.attach(opened.channel());
        person.join(this);
        if (person.gone()) {
            personLeft();
        }
        if (opened.channel().isClosing()) {
            // It went before anybody could have been told.
            closed(false);
        }
    }

    /** The host was never reached; the record is closed all the same. */
    void neverStarted(Refusal refusal) {
        finish(new Exit.NotStarted(refusal));
    }

    /** Both legs could not be joined: nobody would ever end what stands on the host. */
    void abandon() {
        Opened opened = host;
        if (cut.compareAndSet(false, true) && opened != null) {
            opened.kill(admitted.session());
        }
        up.discard();
        finish(new Exit.Cut("the person's channel broke before the session began"));
    }

    // ---- from the person ----

    void input(byte[] data, int offset, int length, LocalWindow credit) {
        if (tapped(() -> admitted.tap().bytes(Direction.INPUT, data, offset, length))) {
            input.addAndGet(length);
            up.bytes(false, data, offset, length, credit);
        }
    }

    void endOfInput() {
        up.endOfInput();
    }

    /** A request that came before the host was there; its reply has gone out already, but for the start's. */
    void replay(DoorChannel.Kept request, boolean starts) throws IOException {
        if (note(request.type(), request.payload())) {
            send(request, starts ? this::started : null);
        }
    }

    /** A request in the middle of the session; the host's reply is passed back. */
    void request(DoorChannel.Kept request) throws IOException {
        if (note(request.type(), request.payload())) {
            send(request, request.wantReply() ? this::replied : null);
        }
    }

    private void send(DoorChannel.Kept request, @Nullable Consumer<Boolean> reply) throws IOException {
        Opened opened = host;
        if (opened != null) {
            opened.channel().request(request.type(), request.payload(), reply);
        }
    }

    private boolean note(String type, byte[] payload) {
        Requests.Described request = Requests.describe(type, payload);
        return tapped(() -> {
            if (request.columns() > 0) {
                admitted.tap().resized(request.columns(), request.rows());
            } else {
                admitted.tap().request(type, request.detail());
            }
        });
    }

    private void started(boolean success) {
        try {
            person.answerStart(success);
            if (!success) {
                end(door.refuse(visitor, Refusal.HOST_UNREACHABLE, "the host refused to start the program"));
            }
        } catch (IOException e) {
            LOG.debug("The person was gone when the program started: {}", e.toString());
        }
    }

    private void replied(boolean success) {
        try {
            person.answer(true, success);
        } catch (IOException e) {
            LOG.debug("The person was gone when a reply came: {}", e.toString());
        }
    }

    /** The client closed the channel: what is pending still goes to the host if that takes it soon. */
    void personClosed() {
        Opened opened = host;
        if (opened != null && !cut.get()) {
            up.close();
            opened.channel().closeLater(5000);
        }
    }

    /** The person's channel is gone without a farewell, most often with his connection. */
    void personLeft() {
        Opened opened = host;
        if (opened != null && !cut.get()) {
            opened.channel().closeWithin(5000);
        }
    }

    // ---- from the host ----

    @Override
    public void bytes(boolean error, byte[] buffer, int offset, int length, LocalWindow credit) {
        Direction direction = error ? Direction.ERROR : Direction.OUTPUT;
        if (tapped(() -> admitted.tap().bytes(direction, buffer, offset, length))) {
            output.addAndGet(length);
            person.down().bytes(error, buffer, offset, length, credit);
        }
    }

    @Override
    public void endOfOutput() {
        person.down().endOfInput();
    }

    @Override
    public void exited(Exit how) {
        exit = how;
        try {
            if (!cut.get()) {
                person.sendExit(how);
            }
        } catch (IOException e) {
            LOG.debug("The person was gone when the program ended: {}", e.toString());
        }
    }

    @Override
    public void windowOpened() {
        up.drain();
    }

    @Override
    public void closed(boolean orderly) {
        Opened opened = host;
        Exit how = exit;
        if (opened == null || over.get()) {
            return;
        }
        if (how == null && !orderly && !cut.get() && !person.gone()) {
            finish(new Exit.Cut(Refusal.HOST_LOST.name()));
            door.threads().execute(() -> end(door.refuse(visitor, Refusal.HOST_LOST, "")));
            return;
        }
        if (person.closeReceived()) {
            person.finish();
        } else {
            person.down().close();
        }
        finish(how != null ? how : new Exit.Cut(person.gone() ? "the person left" : "the host closed"));
    }

    // ---- the handle ----

    @Override
    public UUID id() {
        return admitted.session();
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
        up.discard();
        person.cut(List.of(text));
        Opened opened = host;
        if (opened != null) {
            opened.kill(admitted.session());
        }
        finish(new Exit.Cut(text));
    }

    @Override
    public long inputBytes() {
        return input.get();
    }

    @Override
    public long outputBytes() {
        return output.get();
    }

    /** Whether the person's leg runs on this connection. */
    boolean on(Session session) {
        return person.getSession().equals(session);
    }

    /** Called now and then by the door. */
    void lookAfter() {
        up.lookAfter();
        person.down().lookAfter();
    }

    /** Ends the session because the window of its permit is over. */
    void expire() {
        if (!cut.get()) {
            end(door.refuse(visitor, Refusal.WINDOW_ENDED, notAfter.get().toString()));
        }
    }

    /** Tells the tap; false if that failed, in which case the session is being ended. */
    private boolean tapped(Runnable telling) {
        if (cut.get()) {
            return false;
        }
        try {
            synchronized (tapLock) {
                telling.run();
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("A session is ended since its recorder failed", e);
            door.threads().execute(() -> end(door.refuse(visitor, Refusal.RECORDER_FAILED, "")));
            stop();
            return false;
        }
    }

    /** Nothing passes any more, even before the text has been found. */
    private void stop() {
        up.discard();
        person.down().discard();
    }

    private void finish(Exit how) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        door.sessions().remove(admitted.session(), this);
        Opened opened = host;
        if (opened != null) {
            opened.release();
        }
        door.threads().execute(() -> {
            try {
                synchronized (tapLock) {
                    admitted.tap().ended(how);
                }
            } catch (RuntimeException e) {
                LOG.error("The end of a session could not be recorded", e);
            }
        });
    }
}
