package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.NoteSigner;
import dev.bastide.audit.log.Proofs;
import dev.bastide.audit.segment.SegmentUnreadable;
import dev.bastide.authority.Reason;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the database still is what was signed: it must hold the last checkpoint that left it, and its own tree. */
final class RollbackGuard {
    private final JdbcClient jdbc;
    private final LogStore store;

    RollbackGuard(LogStore store) {
        this.jdbc = store.jdbc();
        this.store = store;
    }

    /** What speaks against going on from this head, after this note was published. */
    Optional<Reason> refuses(Head head, NoteSigner signer, Optional<String> published) {
        Optional<Reason> own = ownTree(head, signer);
        return own.isPresent() ? own : published.flatMap(note -> contradicts(head, signer, note));
    }

    /** What speaks against the first log of a database, which has none. */
    static Optional<Reason> refusesFirst(Optional<String> published) {
        return published
                .flatMap(Checkpoint::read)
                .map(known -> reason("record.log.refused.lost", known.origin(), known.size()));
    }

    /** What speaks against going on in a home that was made of a backup. */
    static Reason refusesRestored(Head head) {
        return reason("record.log.refused.restored", head.size());
    }

    private Optional<Reason> ownTree(Head head, NoteSigner signer) {
        try {
            byte[] root = root(head, head.size());
            Checkpoint now = new Checkpoint(head.origin(), head.size(), root);
            boolean right = Arrays.equals(root, head.frontier().root())
                    && now.note(signer).equals(head.note());
            return right ? Optional.empty() : Optional.of(reason("record.log.refused.tree", head.size()));
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Optional.of(reason("record.log.refused.tree", head.size()));
        }
    }

    private Optional<Reason> contradicts(Head head, NoteSigner signer, String note) {
        Optional<Checkpoint> read = Checkpoint.read(note);
        if (read.isEmpty()) {
            return Optional.of(reason("record.log.refused.file"));
        }
        Checkpoint known = read.get();
        if (!known.origin().equals(head.origin())) {
            return isQuoted(head, note)
                    ? Optional.empty()
                    : Optional.of(reason("record.log.refused.lost", known.origin(), known.size()));
        }
        if (!known.note(signer).equals(note)) {
            return Optional.of(reason("record.log.refused.file"));
        }
        if (known.size() > head.size()) {
            return Optional.of(reason("record.log.refused.older", head.size(), known.size()));
        }
        try {
            return Arrays.equals(root(head, known.size()), known.root())
                    ? Optional.empty()
                    : Optional.of(reason("record.log.refused.other", known.size()));
        } catch (SegmentUnreadable | NoSuchElementException e) {
            return Optional.of(reason("record.log.refused.other", known.size()));
        }
    }

    private byte[] root(Head head, long size) {
        try (SealedLog sealed = store.sealed(head.log())) {
            return new Proofs(new TreeRows(jdbc, head.log(), head.size(), sealed)).root(size);
        }
    }

    private static Reason reason(String key, Object... args) {
        return Reason.of(
                key,
                "A111",
                "/record/log",
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    /** The log that goes on from there was opened, and only its first checkpoint was not published yet. */
    private boolean isQuoted(Head head, String note) {
        return jdbc.sql("select exists (select from audit.log where number = :log and quotes = :note)")
                .param("log", head.log())
                .param("note", note)
                .query(Boolean.class)
                .single();
    }
}
