package dev.bastide.audit.sequencer;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.authority.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts what is in the inbox into the log, and what is over of it into sealed files. However many programs run, one of them does it; the others wait for its lock
 * and write nothing. Source: seed 000 s4 (A111, A114).
 */
@Component
public class Sequencer implements AutoCloseable {
    /** A refusal is looked at again after so many beats: nothing but a person changes it. */
    private static final int REFUSED_BEATS = 20;

    private final Leader leader;
    private final LogWriter.Tools tools;
    private final Sealer sealer;
    private final SegmentOwnership ownership;
    private final ReentrantLock working = new ReentrantLock();
    private @Nullable LogWriter writer;
    private int restBeats;
    private volatile boolean closing;
    private volatile State state = new State.Follows();

    Sequencer(DataSource source, RecordCipher cipher, LeafMaker leaves, LogKeys keys, Clock clock, LogHome home) {
        this.leader = new Leader(source);
        this.tools = new LogWriter.Tools(cipher, leaves, keys, home, clock);
        this.sealer = new Sealer(source, tools);
        this.ownership = new SegmentOwnership(tools);
    }

    /** How this program stands to the log. */
    public sealed interface State {
        /** It writes the log. */
        record Leads() implements State {}

        /** Another program does, or none yet. */
        record Follows() implements State {}

        /** Nothing may be signed: message key and arguments. */
        record Refuses(Reason reason) implements State {}

        /** It cannot, for now. */
        record Fails() implements State {}
    }

    /** How it stands now. */
    public State state() {
        return state;
    }

    /** Why the last segment could not be sealed; nothing while all is well. */
    Optional<String> sealingProblem() {
        return sealer.problem();
    }

    LogWriter.Tools tools() {
        return tools;
    }

    /**
     * Looks once, and writes all there is. To be called again within half a second. Throws {@link IllegalStateException}
     * when it could not; the next call begins anew.
     */
    public void pass() {
        working.lock();
        try {
            if (restBeats > 0) {
                restBeats--;
            } else {
                lead(leader.lead());
            }
        } catch (SQLException | RuntimeException e) {
            state = new State.Fails();
            forget();
            throw new IllegalStateException("the log could not be carried on", e);
        } finally {
            working.unlock();
        }
    }

    /** Looks again at once at what was refused. */
    public void wake() {
        working.lock();
        try {
            restBeats = 0;
            sealer.wake();
        } finally {
            working.unlock();
        }
    }

    /** Lets another program go on. The next pass asks for the lock again. */
    @Override
    public void close() {
        closing = true;
        working.lock();
        try {
            forget();
            state = new State.Follows();
        } finally {
            closing = false;
            working.unlock();
        }
    }

    private void lead(Optional<Connection> connection) throws SQLException {
        if (connection.isEmpty()) {
            state = new State.Follows();
            return;
        }
        LogWriter mine = writer;
        if (mine == null) {
            ownership.settle(connection.get());
            mine = new LogWriter(connection.get(), tools);
            writer = mine;
        } else {
            ownership.look(connection.get());
        }
        LogWriter.Outcome outcome = mine.step();
        while (outcome instanceof LogWriter.Outcome.More && !closing) {
            state = new State.Leads();
            outcome = mine.step();
        }
        if (outcome instanceof LogWriter.Outcome.Refused refused) {
            state = new State.Refuses(refused.reason());
            restBeats = REFUSED_BEATS;
        } else {
            state = new State.Leads();
            if (!closing) {
                sealer.step(connection.get());
            }
        }
    }

    private void forget() {
        writer = null;
        sealer.leave();
        leader.close();
    }
}
