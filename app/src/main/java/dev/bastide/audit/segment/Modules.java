package dev.bastide.audit.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encrypted pieces of a file, as Parquet's modular encryption frames them with AES_GCM_V1: length (4, little-endian),
 * nonce (12), ciphertext, tag (16). The authenticated text says which file and which place in it, so that no module is
 * taken for another. One instance serves one thread.
 */
final class Modules implements ChunkDraft.Seal {
    /** Bytes that a module has more than its plain text. */
    static final int EXTRA = 4 + 12 + 16;

    static final int FOOTER = 0;
    static final int DATA_PAGE = 2;
    static final int DICTIONARY_PAGE = 3;
    static final int DATA_HEADER = 4;
    static final int DICTIONARY_HEADER = 5;
    static final int OFFSET_INDEX = 7;

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    /** A page of its own number in the column, or none: the dictionary and the indexes of a column. */
    private static final int NO_PAGE = -1;

    private final SecretKeySpec key;
    private final byte[] file;
    private final SecureRandom random;
    private final Cipher cipher;

    Modules(byte[] key, byte[] file, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.file = file.clone();
        this.random = random;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has AES-GCM", e);
        }
    }

    /** Where a module belongs: its bytes of the authenticated text. */
    record Place(byte[] bytes) {
        static Place footer() {
            return new Place(new byte[] {FOOTER});
        }

        static Place inColumn(int type, int rowGroup, Column column) {
            return inPage(type, rowGroup, column, NO_PAGE);
        }

        static Place inPage(int type, int rowGroup, Column column, int page) {
            ByteBuffer place = ByteBuffer.allocate(page == NO_PAGE ? 5 : 7).order(ByteOrder.LITTLE_ENDIAN);
            place.put((byte) type).putShort((short) rowGroup).putShort((short) column.place());
            if (page != NO_PAGE) {
                place.putShort((short) page);
            }
            return new Place(place.array());
        }
    }

    @Override
    public byte[] seal(byte[] plain, int length, Place place) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = new byte[length + EXTRA];
        ByteBuffer.wrap(sealed)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length + EXTRA - 4)
                .put(nonce);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(file);
            cipher.updateAAD(place.bytes());
            cipher.doFinal(plain, 0, length, sealed, 4 + NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM did not seal", e);
        }
        return sealed;
    }

    /** How many bytes the module that begins here has in all; it must end at {@code end} or before. */
    static int length(byte[] bytes, int at, int end) {
        if (end - at < EXTRA) {
            throw altered();
        }
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
        if (length < EXTRA - 4 || length > end - at - 4) {
            throw altered();
        }
        return length + 4;
    }

    /** The plain text of the module that fills the bytes from {@code at} to {@code end} exactly. */
    byte[] open(byte[] bytes, int at, int end, Place place) {
        if (length(bytes, at, end) != end - at) {
            throw altered();
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, at + 4, NONCE));
            cipher.updateAAD(file);
            cipher.updateAAD(place.bytes());
            return cipher.doFinal(bytes, at + 4 + NONCE, end - at - 4 - NONCE);
        } catch (AEADBadTagException e) {
            throw altered();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM did not open", e);
        }
    }

    private static SegmentUnreadable altered() {
        return new SegmentUnreadable(
                SegmentUnreadable.Why.ALTERED, "the key does not open it: bytes were changed, or it is another key");
    }
}
