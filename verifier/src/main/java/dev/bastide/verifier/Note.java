package dev.bastide.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A C2SP signed note: a text, an empty line, and one line for each signature.
 *
 * @param text the text with its last newline; here always printable ASCII
 * @param lines the signatures, of which those of unknown keys mean nothing
 */
record Note(byte[] text, List<Line> lines) {
    private static final int LINES_MAX = 64;
    private static final int SIGNATURES_BYTES_MAX = 1 << 19;

    /** One signature: who says to have signed, with which key, and the bytes. */
    record Line(String name, String id, byte[] signature) {
        boolean isBy(Key key) {
            return name.equals(key.name()) && id.equals(key.id());
        }
    }

    static Note parse(String file, byte[] bytes) throws NotProven {
        int split = bytes.length - 2;
        while (split >= 0 && !(bytes[split] == '\n' && bytes[split + 1] == '\n')) {
            split--;
        }
        if (split < 1 || bytes[bytes.length - 1] != '\n') {
            throw NotProven.file(file, "is no signed note");
        }
        byte[] text = Arrays.copyOf(bytes, split + 1);
        for (byte b : text) {
            if (b != '\n' && (b < 0x20 || b > 0x7e)) {
                throw NotProven.file(file, "its text is not printable ASCII");
            }
        }
        int from = split + 2;
        if (from >= bytes.length || bytes.length - from > SIGNATURES_BYTES_MAX) {
            throw NotProven.file(file, "has no signature, or far too many");
        }
        return new Note(text, lines(file, decoded(file, Arrays.copyOfRange(bytes, from, bytes.length))));
    }

    private static List<Line> lines(String file, String block) throws NotProven {
        List<Line> lines = new ArrayList<>();
        for (String line : block.substring(0, block.length() - 1).split("\n", -1)) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 3 || !parts[0].equals("\u2014") || !Key.isName(parts[1])) {
                throw NotProven.file(file, "a signature line is malformed");
            }
            byte[] signed = Text.base64(parts[2]).orElse(new byte[0]);
            if (signed.length < 5) {
                throw NotProven.file(file, "a signature line is malformed");
            }
            String id = HexFormat.of().formatHex(signed, 0, 4);
            lines.add(new Line(parts[1], id, Arrays.copyOfRange(signed, 4, signed.length)));
        }
        if (lines.size() > LINES_MAX) {
            throw NotProven.file(file, "has more than " + LINES_MAX + " signatures");
        }
        return lines;
    }

    private static String decoded(String file, byte[] bytes) throws NotProven {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw NotProven.file(file, "a signature line is not UTF-8");
        }
    }

    /** The log has signed this text, exactly once. */
    void requireSignedBy(Key log, String file) throws NotProven {
        List<Line> own = lines.stream().filter(line -> line.isBy(log)).toList();
        if (own.size() != 1) {
            throw NotProven.file(file, own.isEmpty() ? "is not signed by the log" : "is signed twice by the log");
        }
        if (!log.verifies(text, own.get(0).signature())) {
            throw NotProven.file(file, "the log's signature is wrong");
        }
    }

    /** Whether this witness cosigned: C2SP tlog-cosignature, Ed25519. Throws if a line of its is wrong. */
    boolean isCosignedBy(Key witness, String file) throws NotProven {
        boolean found = false;
        for (Line line : lines) {
            if (line.isBy(witness)) {
                byte[] stamped = line.signature();
                if (stamped.length != 8 + 64 || stamped[0] < 0) {
                    throw NotProven.file(file, "the cosignature of " + witness.name() + " is malformed");
                }
                String head = "cosignature/v1\ntime " + ByteBuffer.wrap(stamped).getLong() + "\n";
                byte[] start = head.getBytes(StandardCharsets.US_ASCII);
                byte[] message = Arrays.copyOf(start, start.length + text.length);
                System.arraycopy(text, 0, message, start.length, text.length);
                if (!witness.verifies(message, Arrays.copyOfRange(stamped, 8, stamped.length))) {
                    throw NotProven.file(file, "the cosignature of " + witness.name() + " is wrong");
                }
                found = true;
            }
        }
        return found;
    }
}
