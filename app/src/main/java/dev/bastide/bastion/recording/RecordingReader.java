package dev.bastide.bastion.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.SecretKey;

/**
 * Reads a recording to its last whole chunk, checking each on the way. Nothing is handed out that was not
 * authenticated first.
 */
public final class RecordingReader {
    private final Path file;
    private final Function<FileHeader, SecretKey> keys;

    /** @param keys unwraps the key that the header carries */
    public RecordingReader(Path file, Function<FileHeader, SecretKey> keys) {
        this.file = file;
        this.keys = keys;
    }

    /** Hands every event to {@code sink} in order and says how far the recording holds. */
    public Verdict read(Consumer<RecordingEvent> sink) throws IOException {
        return read(sink, head -> {});
    }

    /** The same, and hands over the chain head after each chunk, the end chunk included. */
    public Verdict read(Consumer<RecordingEvent> sink, Consumer<Head> heads) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = slice(channel, 0, FileHeader.FIXED_BYTES + FileHeader.MAX_KEY_BYTES);
            FileHeader header = FileHeader.decode(start);
            ChunkCipher cipher = new ChunkCipher(keys.apply(header), header.encode());
            return new Walk(channel, start.position(), cipher, sink, heads).walk();
        }
    }

    /** The header alone, which needs no key. */
    public FileHeader header() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return FileHeader.decode(slice(channel, 0, FileHeader.FIXED_BYTES + FileHeader.MAX_KEY_BYTES));
        }
    }

    private static ByteBuffer slice(FileChannel channel, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(bytes, channel.size() - at)));
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            // A file read returns what it likes; the loop asks until the slice is full.
        }
        return buffer.flip();
    }

    private static final class Walk {
        private final FileChannel channel;
        private final ChunkCipher cipher;
        private final Consumer<RecordingEvent> sink;
        private final Consumer<Head> heads;
        private final MessageDigest stream = ChunkCipher.digest();
        private long at;
        private Head head;

        Walk(FileChannel channel, long at, ChunkCipher cipher, Consumer<RecordingEvent> sink, Consumer<Head> heads) {
            this.channel = channel;
            this.at = at;
            this.cipher = cipher;
            this.sink = sink;
            this.heads = heads;
            this.head = new Head(0, 0, cipher.fileHash());
        }

        Verdict walk() throws IOException {
            try {
                while (true) {
                    long left = channel.size() - at;
                    if (left < ChunkHeader.BYTES) {
                        return new Verdict.Unfinished(head, left);
                    }
                    byte[] encoded = slice(channel, at, ChunkHeader.BYTES).array();
                    ChunkHeader chunk = ChunkHeader.decode(ByteBuffer.wrap(encoded));
                    inPlace(chunk);
                    if (left < ChunkHeader.BYTES + (long) chunk.bodyBytes()) {
                        return new Verdict.Unfinished(head, left);
                    }
                    byte[] body = slice(channel, at + ChunkHeader.BYTES, chunk.bodyBytes())
                            .array();
                    byte[] plain = plain(chunk, cipher.open(chunk.counter(), encoded, body));
                    at += ChunkHeader.BYTES + (long) chunk.bodyBytes();
                    if (chunk.end()) {
                        return ended(chunk, encoded, body, plain);
                    }
                    stream.update(plain);
                    head = new Head(
                            chunk.counter() + 1, chunk.position() + plain.length, ChunkCipher.head(encoded, body));
                    heads.accept(head);
                    events(chunk, plain);
                }
            } catch (RecordingBroken e) {
                return new Verdict.Broken(head, String.valueOf(e.getMessage()));
            }
        }

        private void inPlace(ChunkHeader chunk) {
            if (chunk.counter() != head.chunks()
                    || chunk.position() != head.position()
                    || !Arrays.equals(chunk.previous(), head.hash())) {
                throw new RecordingBroken("chunk " + head.chunks() + " is missing or not the next of the chain");
            }
        }

        private Verdict ended(ChunkHeader chunk, byte[] encoded, byte[] body, byte[] plain) throws IOException {
            String end = new String(plain, StandardCharsets.UTF_8);
            String said = "{\"chunks\":%d,\"bytes\":%d,\"sha256\":\"%s\","
                    .formatted(chunk.counter(), chunk.position(), HexFormat.of().formatHex(stream.digest()));
            if (!end.startsWith(said)) {
                throw new RecordingBroken("the end chunk does not describe this recording");
            }
            if (channel.size() != at) {
                throw new RecordingBroken("bytes follow the end of the recording");
            }
            head = new Head(chunk.counter() + 1, chunk.position(), ChunkCipher.head(encoded, body));
            heads.accept(head);
            return new Verdict.Whole(head);
        }

        private static byte[] plain(ChunkHeader chunk, byte[] opened) {
            if (!chunk.deflated()) {
                return opened;
            }
            Inflater inflater = new Inflater(true);
            try {
                byte[] plain = new byte[chunk.plainBytes()];
                inflater.setInput(opened);
                int bytes = 0;
                while (bytes < plain.length) {
                    int some = inflater.inflate(plain, bytes, plain.length - bytes);
                    if (some == 0) {
                        break;
                    }
                    bytes += some;
                }
                if (bytes != plain.length) {
                    throw new RecordingBroken("chunk " + chunk.counter() + " unpacks to another length than it says");
                }
                return plain;
            } catch (DataFormatException e) {
                throw new RecordingBroken("chunk " + chunk.counter() + " cannot be unpacked", e);
            } finally {
                inflater.end();
            }
        }

        private void events(ChunkHeader chunk, byte[] plain) {
            ByteBuffer in = ByteBuffer.wrap(plain);
            long micros = chunk.atMicros();
            while (in.hasRemaining()) {
                long position = chunk.position() + in.position();
                EventCode code = EventCode.of(in.get());
                micros += Varint.get(in);
                long length = Varint.get(in);
                if (length > in.remaining()) {
                    throw new RecordingBroken("an event is longer than its chunk");
                }
                byte[] content = new byte[(int) length];
                in.get(content);
                sink.accept(new RecordingEvent(code, micros, position, content));
            }
        }
    }
}
