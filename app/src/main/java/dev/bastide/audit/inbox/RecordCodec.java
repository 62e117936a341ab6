package dev.bastide.audit.inbox;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.log.TextBytes;
import dev.bastide.authority.AccessMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The plain bytes of a record before encryption: a version byte, then the fields in the order the seed names them,
 * text as a four-byte length and its bytes, an absent text as length -1. Version 2 keeps half a surrogate pair and
 * content that is no text; version 1, which older programs wrote, is read for ever.
 */
final class RecordCodec {
    private static final int FIRST_VERSION = 1;
    private static final int VERSION = 2;

    private RecordCodec() {}

    /** A record, and its content byte by byte. */
    record Decoded(AuditRecord entry, byte[] content) {}

    /** The bytes of a record; {@code raw} is its content where that is not, or not only, text. */
    static byte[] encode(AuditRecord entry, byte @Nullable [] raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            text(out, entry.tag().name());
            out.writeLong(entry.time().getEpochSecond());
            out.writeInt(entry.time().getNano());
            text(out, entry.operation());
            text(out, entry.userId());
            text(out, entry.userName());
            text(out, entry.userGroup());
            text(out, entry.ipAddress());
            text(out, entry.method().name());
            out.writeBoolean(raw != null);
            put(out, raw != null ? raw : TextBytes.of(entry.content()));
            text(out, entry.result().name());
            text(out, entry.sessionId());
            out.writeLong(entry.offset() == null ? -1 : entry.offset());
            text(out, entry.objectId());
            text(out, entry.changeId());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Decoded decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != FIRST_VERSION && version != VERSION) {
                throw new IllegalArgumentException("record version " + version + " is not known");
            }
            return fields(in, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decoded fields(DataInputStream in, int version) throws IOException {
        Tag tag = Tag.valueOf(required(in));
        Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
        String operation = required(in);
        String userId = required(in);
        String userName = required(in);
        String userGroup = required(in);
        String ipAddress = required(in);
        AccessMethod method = AccessMethod.valueOf(required(in));
        boolean raw = version == VERSION && in.readBoolean();
        byte[] content = in.readNBytes(in.readInt());
        String shown = raw ? new String(content, StandardCharsets.UTF_8) : TextBytes.text(content);
        AuditRecord entry = new AuditRecord(
                tag,
                time,
                operation,
                userId,
                userName,
                userGroup,
                ipAddress,
                method,
                shown,
                Result.valueOf(required(in)),
                text(in),
                position(in.readLong()),
                text(in),
                text(in));
        return new Decoded(entry, content);
    }

    private static @Nullable Long position(long stored) {
        return stored < 0 ? null : stored;
    }

    private static void text(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        put(out, TextBytes.of(value));
    }

    private static void put(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String required(DataInputStream in) throws IOException {
        String value = text(in);
        if (value == null) {
            throw new IllegalArgumentException("a record with an absent field");
        }
        return value;
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : TextBytes.text(in.readNBytes(length));
    }
}
