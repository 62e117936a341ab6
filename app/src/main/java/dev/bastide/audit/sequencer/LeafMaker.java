package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.inbox.RecordCipher.Opened;
import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes the leaf of a row, the same each time it is asked. Every row has one: one that cannot be opened, or whose bytes
 * are no record, is a record {@code audit.unreadable} in its place, so that nothing stops the log and nothing is passed
 * over in silence.
 */
@Component
class LeafMaker {
    static final String UNREADABLE = "audit.unreadable";
    static final String LOG_SOURCE = "log";
    static final Actor LOG = Actor.machine("log", AccessMethod.JOB);

    /** Beside a source that numbers its records, for those that came without a number left for them. */
    private static final String LATE = "/late";

    private static final int SOURCE_CHARACTERS_MAX = 100;

    private final RecordCipher cipher;

    LeafMaker(RecordCipher cipher) {
        this.cipher = cipher;
    }

    /** A leaf, what it is made of, and in which form. */
    record Made(Leaf leaf, LogEntry entry, Form form) {}

    /** The leaf of this row, in the form it can have. A database that is away is thrown. */
    Made make(InboxRow row, Form wanted, Instant loggedAt, byte[] salt) {
        if (!wanted.isUnreadable() && open(row) instanceof Opened.Whole whole && !pretends(row, whole)) {
            try {
                LogEntry entry = entry(row, wanted, whole.entry(), whole.content(), loggedAt);
                return new Made(Leaf.of(entry, salt), entry, wanted);
            } catch (Leaf.TooLarge e) {
                // Of an older program, which bounded no field: kept whole, as what cannot be read.
            }
        }
        Form instead = wanted.unreadable();
        LogEntry said = unreadable(row, instead, loggedAt);
        return new Made(Leaf.of(said, salt), said, instead);
    }

    /** Only the log declares what never arrived; anybody else's word for it would make the whole log unprovable. */
    private static boolean pretends(InboxRow row, Opened.Whole whole) {
        return whole.entry().operation().equals(SourceOrder.GAP)
                && !row.source().equals(LOG_SOURCE);
    }

    /** What the row says, where it can be read. */
    Opened open(InboxRow row) {
        return cipher.read(row.keyId(), row.recordId(), row.payload());
    }

    private LogEntry unreadable(InboxRow row, Form form, Instant loggedAt) {
        byte[] content = open(row) instanceof Opened.Unknown unknown
                ? unknown.plain()
                : ("This record could not be opened. Its sealed bytes have the SHA-256 "
                                + HexFormat.of().formatHex(sha256(row.payload())) + " and the key " + row.keyId() + ".")
                        .getBytes(StandardCharsets.UTF_8);
        AuditRecord said = AuditRecord.of(row.receivedAt(), LOG, Tag.AUDIT, UNREADABLE, "-", Result.FAILED)
                .object("record", row.recordId());
        return entry(row, form, said, content, loggedAt);
    }

    private static LogEntry entry(InboxRow row, Form form, AuditRecord entry, byte[] content, Instant loggedAt) {
        String source = isNamed(row.source()) ? row.source() : "unknown";
        String beside = form.isLate() ? source + LATE : source;
        @Nullable Long number = form.isLate() ? null : row.sourceSeq();
        return new LogEntry(entry, content, row.recordId(), beside, number, loggedAt);
    }

    /** Nothing else is let into the inbox; what was put there past that must not stop the log. */
    private static boolean isNamed(String source) {
        return !source.isEmpty() && source.length() <= SOURCE_CHARACTERS_MAX;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
