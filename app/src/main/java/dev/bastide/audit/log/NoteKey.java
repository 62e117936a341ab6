package dev.bastide.audit.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A public Ed25519 key as C2SP signed-note writes it, of a log or of a witness, and what it says of notes. */
public final class NoteKey {
    private static final int LOG = 1;
    private static final int WITNESS = 4;
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final int LINES_MAX = 64;
    private static final int CHARACTERS_MAX = 8_192;
    private static final String NAME = "[!-*,-~]{1,100}";

    /** What stands before the 32 bytes in a SubjectPublicKeyInfo of Ed25519 (RFC 8410). */
    private static final byte[] X509_START = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String line;
    private final String name;
    private final byte[] id;
    private final int type;
    private final PublicKey key;

    private NoteKey(String line, String name, byte[] typed) throws GeneralSecurityException {
        this.line = line;
        this.name = name;
        this.id = id(name, typed);
        this.type = typed[0];
        byte[] encoded = Arrays.copyOf(X509_START, X509_START.length + KEY_BYTES);
        System.arraycopy(typed, 1, encoded, X509_START.length, KEY_BYTES);
        this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** Reads {@code name+id+base64}; nothing where it is no such key of a log. */
    public static Optional<NoteKey> ofLog(String line) {
        return parse(line, LOG);
    }

    /** Reads {@code name+id+base64}; nothing where it is no such key of a witness. */
    public static Optional<NoteKey> ofWitness(String line) {
        return parse(line, WITNESS);
    }

    private static Optional<NoteKey> parse(String line, int type) {
        String[] parts = line.split("\\+", 3);
        if (parts.length != 3 || !parts[0].matches(NAME)) {
            return Optional.empty();
        }
        byte[] typed = decoded(parts[2]);
        try {
            boolean right = typed.length == 1 + KEY_BYTES
                    && typed[0] == type
                    && HexFormat.of().formatHex(id(parts[0], typed)).equals(parts[1]);
            return right ? Optional.of(new NoteKey(line, parts[0], typed)) : Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The key as it was read. */
    public String line() {
        return line;
    }

    /** Its name; that of a log is the log's origin. */
    public String name() {
        return name;
    }

    /** Whether exactly one line of the note is of this log's key, and it is right. */
    public boolean signed(String note) {
        List<byte[]> own = signatures(note);
        return type == LOG && own.size() == 1 && verifies(bytes(text(note)), own.getFirst());
    }

    /**
     * When this witness cosigned the text of a checkpoint, by this line of its own; nothing where the line is another's or
     * wrong.
     */
    public Optional<Instant> cosigned(String text, String line) {
        List<byte[]> own = signatures(text + "\n" + line);
        if (type != WITNESS || own.size() != 1 || own.getFirst().length != Long.BYTES + 64) {
            return Optional.empty();
        }
        ByteBuffer stamped = ByteBuffer.wrap(own.getFirst());
        long seconds = stamped.getLong();
        byte[] signature = new byte[64];
        stamped.get(signature);
        boolean right = seconds >= 0
                && seconds <= Instant.MAX.getEpochSecond()
                && verifies(bytes("cosignature/v1\ntime " + seconds + "\n" + text), signature);
        return right ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    /** The text of a note, to its last empty line; empty where it is none. */
    public static String text(String note) {
        int split = note.lastIndexOf("\n\n");
        return split < 0 || note.length() > CHARACTERS_MAX ? "" : note.substring(0, split + 1);
    }

    private List<byte[]> signatures(String note) {
        List<byte[]> own = new ArrayList<>();
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || note.length() > CHARACTERS_MAX || !note.endsWith("\n")) {
            return own;
        }
        List<String> lines = note.substring(split + 2).lines().toList();
        if (lines.size() > LINES_MAX) {
            return own;
        }
        for (String line : lines) {
            byte @Nullable [] signature = signature(line);
            if (signature != null) {
                own.add(signature);
            }
        }
        return own;
    }

    private byte @Nullable [] signature(String line) {
        String start = "\u2014 " + name + " ";
        if (!line.startsWith(start)) {
            return null;
        }
        byte[] whole = decoded(line.substring(start.length()));
        boolean own = whole.length > ID_BYTES && Arrays.equals(Arrays.copyOf(whole, ID_BYTES), id);
        return own ? Arrays.copyOfRange(whole, ID_BYTES, whole.length) : null;
    }

    private boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] id(String name, byte[] typed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes(name + "\n"));
            return Arrays.copyOf(digest.digest(typed), ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
