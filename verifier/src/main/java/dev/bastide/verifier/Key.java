package dev.bastide.verifier;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An Ed25519 verifier key as C2SP signed-note writes it: {@code name+id+base64(type || public key)}.
 *
 * @param line that text
 * @param name key name
 * @param id the first four bytes of SHA-256(name, newline, type, public key), as hexadecimal
 * @param type 1 for a log, 4 for a witness
 * @param raw the 32 bytes of the public key
 */
record Key(String line, String name, String id, int type, byte[] raw) {
    static final int LOG = 1;
    static final int WITNESS = 4;
    private static final int RAW_LENGTH = 32;

    /** What stands before the 32 bytes in a SubjectPublicKeyInfo of Ed25519 (RFC 8410). */
    private static final byte[] X509_START = HexFormat.of().parseHex("302a300506032b6570032100");

    static Optional<Key> parse(String line) {
        String[] parts = line.split("\\+", 3);
        if (parts.length != 3 || !isName(parts[0]) || !parts[1].matches("[0-9a-f]{8}")) {
            return Optional.empty();
        }
        byte[] typed = Text.base64(parts[2]).orElse(new byte[0]);
        if (typed.length != 1 + RAW_LENGTH || (typed[0] != LOG && typed[0] != WITNESS)) {
            return Optional.empty();
        }
        Sha256 hash = new Sha256();
        byte[] name = (parts[0] + "\n").getBytes(StandardCharsets.UTF_8);
        hash.update(name, 0, name.length);
        hash.update(typed, 0, typed.length);
        String id = HexFormat.of().formatHex(hash.finish(), 0, 4);
        byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
        return id.equals(parts[1]) ? Optional.of(new Key(line, parts[0], id, typed[0], raw)) : Optional.empty();
    }

    /** Non-empty, without spaces, control characters or plus. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c)
                                || c == 0xFFFD);
    }

    /** SHA-256 of the 32 bytes, as hexadecimal: what two people compare by telephone. */
    String fingerprint() {
        return HexFormat.of().formatHex(new Sha256().of(raw));
    }

    /** Whether the signature of the text is by this key. A malformed signature is a wrong one. */
    boolean verifies(byte[] text, byte[] signature) {
        try {
            byte[] encoded = Arrays.copyOf(X509_START, X509_START.length + RAW_LENGTH);
            System.arraycopy(raw, 0, encoded, X509_START.length, RAW_LENGTH);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
