package dev.bastide.bastion.recording;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** Counts and hashes what passes in one direction, whether its content is kept or not. */
public final class Tally {
    private final String direction;
    private final long keepBytes;
    private final MessageDigest digest = ChunkCipher.digest();
    private long bytes;
    private long kept;

    /** @param keepBytes how much of the content is kept in the recording */
    public Tally(String direction, long keepBytes) {
        this.direction = direction.toLowerCase(Locale.ROOT);
        this.keepBytes = keepBytes;
    }

    /** Counts these bytes and says how many of them, from the first, are to be kept. */
    public int pass(byte[] content, int offset, int length) {
        digest.update(content, offset, length);
        bytes += length;
        int keep = Math.clamp(keepBytes - kept, 0, length);
        kept += keep;
        return keep;
    }

    public long bytes() {
        return bytes;
    }

    /** SHA-256 of everything so far, in hexadecimal. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    /** The content of a {@link EventCode#TALLY} event. */
    public String json() {
        return "{\"direction\":\"%s\",\"bytes\":%d,\"sha256\":\"%s\",\"kept\":%d}"
                .formatted(direction, bytes, sha256(), kept);
    }
}
