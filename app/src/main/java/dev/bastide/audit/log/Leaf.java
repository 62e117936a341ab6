package dev.bastide.audit.log;

import dev.bastide.audit.AuditRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What of a record is hashed into the tree.
 *
 * @param bytes one line of JSON, at most {@value #BYTES_MAX} bytes
 * @param blob the content, where it does not fit into the line, else null
 */
public record Leaf(byte[] bytes, byte @Nullable [] blob) {
    /** An entry of a C2SP bundle has a length of two bytes. */
    public static final int BYTES_MAX = 65_535;

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** No record is larger than a leaf even without its content. */
    public static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge(int bytes) {
            super("a record of " + bytes + " bytes without its content");
        }
    }

    /** The leaf of an entry. Throws {@link TooLarge} where it would not even fit without its content. */
    public static Leaf of(LogEntry entry, byte[] salt) {
        byte[] content = entry.content();
        if (content.length < BYTES_MAX) {
            byte[] whole = line(entry, salt, json -> inline(json, content));
            if (whole.length <= BYTES_MAX) {
                return new Leaf(whole, null);
            }
        }
        byte[] line = line(
                entry,
                salt,
                json -> json.raw("{\"sha256\":\"" + sha256(content) + "\",\"size\":" + content.length + "}"));
        if (line.length > BYTES_MAX) {
            throw new TooLarge(line.length);
        }
        return new Leaf(line, content.clone());
    }

    /** The name of the blob's file. */
    String blobName() {
        return sha256(Objects.requireNonNull(blob));
    }

    private static void inline(LeafJson json, byte[] content) {
        if (json.ascii(content)) {
            return;
        }
        try {
            json.string(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            json.raw("{\"base64\":\"" + Base64.getEncoder().encodeToString(content) + "\"}");
        }
    }

    private static byte[] line(LogEntry entry, byte[] salt, Consumer<LeafJson> content) {
        AuditRecord of = entry.record();
        LeafJson json = new LeafJson();
        json.raw("{\"v\":1,\"tag\":").string(of.tag().name());
        json.raw(",\"time\":").time(near(of.time()));
        json.raw(",\"operation\":").string(of.operation());
        json.raw(",\"user_id\":").string(of.userId());
        json.raw(",\"user_name\":").string(of.userName());
        json.raw(",\"user_group\":").string(of.userGroup());
        json.raw(",\"ip_address\":").string(of.ipAddress());
        json.raw(",\"method\":").string(of.method().name());
        json.raw(",\"content\":");
        content.accept(json);
        json.raw(",\"result\":").string(of.result().name());
        json.raw(",\"session_id\":").string(orNull(of.sessionId()));
        json.raw(",\"offset\":").raw(of.offset() == null || of.offset() < 0 ? "null" : Long.toString(of.offset()));
        json.raw(",\"object_id\":").string(orNull(of.objectId()));
        json.raw(",\"change_id\":").string(orNull(of.changeId()));
        json.raw(",\"id\":").string(entry.id().toString());
        json.raw(",\"source\":").string(entry.source());
        json.raw(",\"source_seq\":").raw(String.valueOf(entry.sourceSeq()));
        json.raw(",\"logged_at\":").time(near(entry.loggedAt()));
        json.raw(",\"salt\":").string(HexFormat.of().formatHex(salt));
        return json.raw("}").toBytes();
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** A foreign clock may say anything; what has no four-digit year is written as the nearest that has. */
    private static Instant near(Instant time) {
        return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
