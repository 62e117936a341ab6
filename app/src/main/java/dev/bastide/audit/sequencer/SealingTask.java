package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.segment.SealedSegment;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.audit.segment.SegmentRange;
import dev.bastide.audit.segment.SegmentWriter;
import dev.bastide.audit.segment.Subtree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes the file of one segment, on a thread of its own, so that the log goes on meanwhile. It reads rows that nobody
 * changes, and writes nothing into the database. Until the one transaction that follows, the rows are what counts.
 */
final class SealingTask implements AutoCloseable {
    private static final int CHUNK = 1_024;
    private static final Duration LEAVING = Duration.ofSeconds(20);
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private final LogStore store;
    private final SealedRows.Over over;
    private final LogHome.SealingLock lock;
    private final FutureTask<Prepared> work = new FutureTask<>(this::work);
    private final Thread thread;
    private boolean ended;
    private volatile boolean left;

    private SealingTask(LogStore store, SealedRows.Over over, LogHome.SealingLock lock) {
        this.store = store;
        this.over = over;
        this.lock = lock;
        this.thread = Thread.ofPlatform().daemon().name("log-sealer").unstarted(work);
    }

    /** A file in its place, and what its row will say. */
    record Prepared(Sealed sealed, Map<String, SealedRows.Numbers> numbers) {}

    /** Begins; the lock is let go of when it is closed. */
    static SealingTask start(LogStore store, SealedRows.Over over, LogHome.SealingLock lock) {
        SealingTask task = new SealingTask(store, over, lock);
        task.thread.start();
        return task;
    }

    boolean isOver() {
        return work.isDone();
    }

    /** What came of it. Throws what it failed with. */
    Prepared result() {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw new SealingFailed(over.range(), e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Why a segment stays where it is. */
    static final class SealingFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        SealingFailed(SegmentRange range, Throwable cause) {
            super(
                    "The records " + range.from() + " to before " + range.to() + " could not be sealed: "
                            + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                    cause);
        }
    }

    private Prepared work() throws IOException {
        try {
            return prepared();
        } finally {
            end();
        }
    }

    private Prepared prepared() throws IOException {
        Path folder = store.home().madeSegments(over.origin());
        SegmentWriter.sweep(store.home().disk(), folder);
        SegmentKey key = store.keys()
                .segmentKey(store.jdbc(), over.log(), over.range().from())
                .orElseThrow();
        Gathered gathered = new Gathered();
        try (LogWalk walk = new LogWalk(store, over.log());
                SegmentWriter writer =
                        SegmentWriter.begin(store.home().disk(), folder, over.range(), key, new SecureRandom())) {
            for (long from = over.range().from(); from < over.range().to(); from += CHUNK) {
                for (LogWalk.Place place :
                        walk.places(from, Math.min(from + CHUNK, over.range().to()))) {
                    add(walk, place, writer, gathered);
                }
            }
            SealedSegment segment = writer.seal();
            compare(segment);
            Sealed row = row(segment, gathered);
            return new Prepared(marked(row), Map.copyOf(gathered.numbers));
        }
    }

    private void add(LogWalk walk, LogWalk.Place place, SegmentWriter writer, Gathered gathered) throws IOException {
        if (left) {
            throw new IOException("another program seals");
        }
        switch (walk.derive(place)) {
            case LogWalk.Derived.Right right -> {
                writer.add(right.entry(), place.hash());
                gathered.add(right.entry(), place.form());
            }
            case LogWalk.Derived.Wrong wrong ->
                throw new IOException(wrong.finding().words());
        }
    }

    /** The subtrees of the file are those of the log's own tree, whose rows were written when the records came. */
    private void compare(SealedSegment segment) throws IOException {
        try (SealedLog sealed = new SealedLog(store.jdbc(), store.keys(), store.home(), over.log())) {
            TreeRows tree = new TreeRows(store.jdbc(), over.log(), over.size(), sealed);
            for (Subtree part : segment.subtrees()) {
                if (!MessageDigest.isEqual(part.hash(), tree.node(part.level(), part.index()))) {
                    throw new IOException("the hashes of the log above record " + part.from() + " are not its own");
                }
            }
        }
    }

    private Sealed row(SealedSegment segment, Gathered gathered) {
        ByteArrayOutputStream roots = new ByteArrayOutputStream();
        segment.subtrees().forEach(part -> roots.writeBytes(part.hash()));
        return new Sealed(
                over.log(),
                over.origin(),
                segment.range(),
                segment.keyId(),
                segment.sha256(),
                segment.bytes(),
                roots.toByteArray(),
                new Sealed.Span(
                        micros(segment.earliest()), micros(segment.latest()).plus(1, ChronoUnit.MICROS)),
                new Sealed.Span(gathered.loggedFrom, gathered.loggedTo),
                new Sealed.Ids(gathered.least, gathered.greatest),
                gathered.unreadable,
                new byte[0],
                Optional.empty());
    }

    private Sealed marked(Sealed row) {
        return new Sealed(
                row.log(),
                row.origin(),
                row.range(),
                row.keyId(),
                row.sha256(),
                row.bytes(),
                row.roots(),
                row.time(),
                row.logged(),
                row.ids(),
                row.unreadable(),
                store.keys().mark(row),
                Optional.empty());
    }

    /** As the database keeps times. What a foreign clock says of a year without four digits is near enough at its end. */
    private static Instant micros(Instant time) {
        Instant last = Instant.parse("9999-12-31T23:59:59Z");
        Instant near = time.isBefore(FIRST) ? FIRST : time.isAfter(last) ? last : time;
        return near.truncatedTo(ChronoUnit.MICROS);
    }

    private synchronized void end() {
        ended = true;
        if (left) {
            lock.close();
        }
    }

    private synchronized void leave() {
        left = true;
        if (ended) {
            lock.close();
        }
    }

    /** Lets go of the lock as soon as nothing is written any more; waits a little for that. */
    @Override
    public void close() {
        leave();
        try {
            thread.join(LEAVING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is learnt of a segment while its records go by. */
    private static final class Gathered {
        private final Map<String, SealedRows.Numbers> numbers = new HashMap<>();
        private Instant loggedFrom = Instant.MAX;
        private Instant loggedTo = Instant.MIN;
        private UUID least = new UUID(-1, -1);
        private UUID greatest = new UUID(0, 0);
        private long unreadable;

        void add(LogEntry entry, Form form) {
            loggedFrom = entry.loggedAt().isBefore(loggedFrom) ? entry.loggedAt() : loggedFrom;
            loggedTo = entry.loggedAt().isAfter(loggedTo) ? entry.loggedAt() : loggedTo;
            least = Sealed.Ids.compare(entry.id(), least) < 0 ? entry.id() : least;
            greatest = Sealed.Ids.compare(entry.id(), greatest) > 0 ? entry.id() : greatest;
            unreadable += form.isUnreadable() ? 1 : 0;
            Long number = entry.sourceSeq();
            if (number != null) {
                numbers.merge(entry.source(), new SealedRows.Numbers(number, number), SealedRows.Numbers::with);
            }
        }
    }
}
