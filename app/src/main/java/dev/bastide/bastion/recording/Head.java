package dev.bastide.bastion.recording;

import java.util.HexFormat;

/**
 * How far a recording has come: the hash of its last chunk, which holds all before it.
 *
 * @param chunks how many chunks are on the disk
 * @param position how many bytes of the plain stream they hold
 * @param hash SHA-256, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record Head(int chunks, long position, byte[] hash) {
    public Head {
        if (hash.length != 32) {
            throw new RecordingBroken("a head is 32 bytes long");
        }
        hash = hash.clone();
    }

    @Override
    public byte[] hash() {
        return hash.clone();
    }

    /** The hash in hexadecimal, as people and audit records read it. */
    public String hex() {
        return HexFormat.of().formatHex(hash);
    }
}
