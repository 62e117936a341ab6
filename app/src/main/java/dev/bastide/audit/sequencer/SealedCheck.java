package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.TreeHash;
import dev.bastide.audit.segment.Disk;
import dev.bastide.audit.segment.SegmentIndex;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.audit.segment.SegmentReader;
import dev.bastide.audit.segment.SegmentUnreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares sealed segments with their files and with the tree. The mark says that the row is as it was written, the row
 * which file it was; so a file of the right hash need not be unpacked.
 */
final class SealedCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SealedCheck.class);
    private static final int TILE = 256;
    private static final int TILE_LEVEL = 8;

    private final LogStore store;
    private final int log;

    SealedCheck(LogStore store, int log) {
        this.store = store;
        this.log = log;
    }

    /** Whether there is a file of the right size: cheap, and finds what is gone or cut. */
    static Optional<Finding> size(LogHome home, Sealed segment) {
        if (segment.dropped().isPresent()) {
            return Optional.empty();
        }
        Path file = home.segments(segment.origin()).resolve(segment.range().fileName());
        try (Disk.Opened opened = home.disk().open(file)) {
            return opened.size() == segment.bytes()
                    ? Optional.empty()
                    : finding(segment, "its file has another size than the one that was sealed");
        } catch (IOException e) {
            return finding(segment, "its file cannot be opened (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Optional<Finding> finding(Sealed segment, String words) {
        return Optional.of(new Finding(
                segment.range().from(),
                "The sealed segment " + segment.log() + "/" + segment.range().fileName() + ": " + words + "."));
    }

    /** What is wrong first with the sealed segments of the log; what is right of them becomes a part of the tree. */
    Optional<Finding> check(List<Sealed> segments, Frontier frontier) {
        for (Sealed segment : segments) {
            Optional<Finding> wrong =
                    row(segment, frontier.size()).or(() -> file(segment)).or(() -> tree(segment));
            if (wrong.isPresent()) {
                return wrong;
            }
            List<byte[]> roots = roots(segment);
            List<Integer> levels = Sealed.levels(segment.range());
            for (int part = 0; part < levels.size(); part++) {
                frontier.addFull(levels.get(part), roots.get(part));
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> row(Sealed segment, long expected) {
        if (segment.range().from() != expected) {
            return Optional.of(
                    new Finding(expected, "Record " + expected + " is gone: neither the index nor a segment has it."));
        }
        return store.keys().bears(segment)
                        && roots(segment).size()
                                == Sealed.levels(segment.range()).size()
                ? Optional.empty()
                : finding(segment, "its row is not one that this program wrote");
    }

    private Optional<Finding> file(Sealed segment) {
        Optional<Instant> dropped = segment.dropped();
        if (dropped.isPresent()) {
            boolean due = !dropped.get().isBefore(segment.logged().to().plus(LogRetention.FLOOR))
                    && !dropped.get().isAfter(store.keys().now());
            return due ? Optional.empty() : finding(segment, "it was dropped before its time");
        }
        Optional<SegmentKey> key = SealedLog.key(store.jdbc(), store.keys(), segment);
        if (key.isEmpty()) {
            return finding(segment, "its key is gone");
        }
        try (SegmentReader reader = SealedLog.reader(store.home(), segment, key.get())) {
            reader.requireSha256(segment.sha256());
        } catch (SegmentUnreadable e) {
            return Optional.of(new Finding(segment.range().from(), LogWalk.unreadable(segment, e)));
        }
        mend(segment, key.get());
        return Optional.empty();
    }

    /** A sidecar only makes searching fast, so it is made anew in silence wherever it does not open. */
    private void mend(Sealed segment, SegmentKey key) {
        SegmentIndex.SealedFile file = new SegmentIndex.SealedFile(segment.range(), segment.sha256(), key);
        Path folder = store.home().segments(segment.origin());
        try {
            SegmentIndex.open(store.home().disk(), folder, file).close();
        } catch (SegmentUnreadable lost) {
            try {
                SegmentIndex.rebuild(store.home().disk(), folder, file, new SecureRandom())
                        .close();
            } catch (IOException | SegmentUnreadable e) {
                LOG.warn(
                        "The index of the segment {} could not be made anew",
                        segment.range().fileName(),
                        e);
            }
        }
    }

    /** The hashes above every 256 records, which proofs are made of, lead to the roots of the segment. */
    private Optional<Finding> tree(Sealed segment) {
        List<byte[]> tiles = store.jdbc()
                .sql("""
                        select hash
                        from audit.tree_node
                        where log = :log and level = :level and index >= :from and index < :to
                        order by index
                        """)
                .param("log", log)
                .param("level", TILE_LEVEL)
                .param("from", segment.range().from() / TILE)
                .param("to", segment.range().to() / TILE)
                .query((row, at) -> row.getBytes(1))
                .list();
        List<byte[]> roots = roots(segment);
        List<Integer> levels = Sealed.levels(segment.range());
        int next = 0;
        for (int part = 0; part < levels.size() && levels.get(part) >= TILE_LEVEL; part++) {
            int end = next + (1 << (levels.get(part) - TILE_LEVEL));
            if (end > tiles.size() || !Arrays.equals(folded(tiles.subList(next, end)), roots.get(part))) {
                return finding(segment, "the hashes of the log above it are not its own");
            }
            next = end;
        }
        return Optional.empty();
    }

    private static byte[] folded(List<byte[]> hashes) {
        Frontier frontier = new Frontier();
        hashes.forEach(frontier::add);
        return frontier.root();
    }

    private static List<byte[]> roots(Sealed segment) {
        byte[] roots = segment.roots();
        return java.util.stream.IntStream.range(0, roots.length / TreeHash.LENGTH)
                .mapToObj(at -> Arrays.copyOfRange(roots, at * TreeHash.LENGTH, (at + 1) * TreeHash.LENGTH))
                .toList();
    }
}
