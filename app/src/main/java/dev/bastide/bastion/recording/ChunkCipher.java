package dev.bastide.bastion.recording;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM over one chunk. The key belongs to one recording alone and the counter is the nonce, so no nonce repeats;
 * the authenticated text binds the chunk to its file and its place.
 */
final class ChunkCipher {
    private final SecretKey key;
    private final byte[] fileHash;

    ChunkCipher(SecretKey key, byte[] encodedFileHeader) {
        this.key = key;
        this.fileHash = sha256(encodedFileHeader);
    }

    /** The chain head before the first chunk. */
    byte[] fileHash() {
        return fileHash.clone();
    }

    byte[] seal(int counter, byte[] encodedHeader, byte[] plain, int length) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, counter, encodedHeader).doFinal(plain, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM could not encrypt", e);
        }
    }

    byte[] open(int counter, byte[] encodedHeader, byte[] body) {
        try {
            return cipher(Cipher.DECRYPT_MODE, counter, encodedHeader).doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new RecordingBroken("chunk " + counter + " was changed, moved or belongs to another recording", e);
        }
    }

    private Cipher cipher(int mode, int counter, byte[] encodedHeader) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(counter).array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(ChunkHeader.TAG_BYTES * 8, nonce));
        cipher.updateAAD(fileHash);
        cipher.updateAAD(encodedHeader);
        return cipher;
    }

    static byte[] head(byte[] encodedHeader, byte[] body) {
        MessageDigest digest = digest();
        digest.update(encodedHeader);
        return digest.digest(body);
    }

    static byte[] sha256(byte[] bytes) {
        return digest().digest(bytes);
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
