package dev.bastide.verifier;

import java.nio.charset.StandardCharsets;

/**
 * What the log once signed: at this size its root was this. C2SP tlog-checkpoint without extension lines.
 *
 * @param file where it lies in the bundle
 */
record Checkpoint(String file, Note note, String origin, long size, byte[] root) {
    static final int BYTES_MAX = 1 << 16;

    static Checkpoint parse(String file, byte[] bytes) throws NotProven {
        Note note = Note.parse(file, bytes);
        String[] lines = new String(note.text(), StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty()) {
            throw NotProven.file(file, "a checkpoint has three lines");
        }
        long size = Text.number(lines[1]).orElse(-1L);
        byte[] root = Text.base64(lines[2]).orElse(new byte[0]);
        if (size < 0 || root.length != Sha256.LENGTH) {
            throw NotProven.file(file, "its size or its root is malformed");
        }
        return new Checkpoint(file, note, lines[0], size, root);
    }
}
