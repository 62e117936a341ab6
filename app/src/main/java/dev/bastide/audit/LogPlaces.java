package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.LogTail;
import dev.bastide.audit.sequencer.SealedRecords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * The log by its indexes, for the machine that draws a sample of it. Nobody is shown anything by this, so nothing of it is
 * recorded: a person opens a record by {@link AuditSearch#open}. Source: seed 000 s4 (A112).
 */
@Service
public class LogPlaces {
    private final LogTail tail;
    private final SealedRecords sealed;
    private final RecordCipher cipher;

    LogPlaces(LogTail tail, SealedRecords sealed, RecordCipher cipher) {
        this.tail = tail;
        this.sealed = sealed;
        this.cipher = cipher;
    }

    /** A log and how many records it has. */
    public record Reach(int log, long size) {}

    /** A place that cannot be read: what stands there is named, where even that is known. */
    public record Place(Optional<UUID> id, Optional<StoredRecord> record) {}

    /** All logs, the first one first. */
    public List<Reach> logs() {
        return tail.logs().stream().map(log -> new Reach(log.log(), log.size())).toList();
    }

    /** The first index of a log from which on everything was logged at this time or later, as far as it is still there. */
    public long since(int log, Instant time) {
        return tail.firstSince(log, time);
    }

    /** The record with this index. Empty, with its name where that is known, when it cannot be read any more. */
    public Place at(int log, long index) {
        long place = RecordPlace.of(log, index);
        LogTail.Reach reach = new LogTail.Reach(log, 0, 0);
        Optional<LogTail.Row> row = tail.placed(reach, false, index - 1, Instant.EPOCH, 1).stream()
                .filter(found -> found.place() == place)
                .findFirst();
        if (row.isPresent()) {
            return new Place(Optional.of(row.get().id()), opened(row.get()));
        }
        try {
            Optional<StoredRecord> found = sealed.at(log, index);
            return new Place(found.map(StoredRecord::id), found);
        } catch (SegmentDamaged e) {
            return new Place(Optional.empty(), Optional.empty());
        }
    }

    private Optional<StoredRecord> opened(LogTail.Row row) {
        UUID key = row.keyId();
        if (key == null) {
            return Optional.empty();
        }
        try {
            AuditRecord entry = cipher.open(key, row.id(), row.payload());
            return Optional.of(new StoredRecord(row.place(), row.id(), row.at(), entry));
        } catch (RuntimeException e) {
            // A spoilt row is drawn like every other: that it cannot be read is what its reviewer has to say.
            return Optional.empty();
        }
    }
}
