package dev.bastide.audit;

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
 * text as a four-byte length and UTF-8, an absent text as length -1.
 */
final class RecordCodec {
    private static final int VERSION = 1;

    private RecordCodec() {}

    static byte[] encode(AuditRecord entry) {
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
            text(out, entry.content());
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

    static AuditRecord decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("record version " + version + " is not known");
            }
            Tag tag = Tag.valueOf(required(in));
            Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
            return new AuditRecord(
                    tag,
                    time,
                    required(in),
                    required(in),
                    required(in),
                    required(in),
                    required(in),
                    AccessMethod.valueOf(required(in)),
                    required(in),
                    Result.valueOf(required(in)),
                    text(in),
                    position(in.readLong()),
                    text(in),
                    text(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Long position(long stored) {
        return stored < 0 ? null : stored;
    }

    private static void text(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
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
        if (length < 0) {
            return null;
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
