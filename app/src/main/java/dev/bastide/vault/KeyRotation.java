package dev.bastide.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Puts a new master key in the place of the old one. The ring is first wrapped under both, so that at every moment the key
 * that lies in the file opens it, whichever that is; the new key goes into the file only after it was read back from the
 * disk and has opened the ring there; and only then is the ring taken from the old one.
 */
final class KeyRotation {
    private static final int KEY_BYTES = 32;

    private final KeyFile keyFile;
    private final SecureRandom random;

    KeyRotation(KeyFile keyFile, SecureRandom random) {
        this.keyFile = keyFile;
        this.random = random;
    }

    /** What came of it. */
    sealed interface Outcome {
        /**
         * The new key is in its place.
         *
         * @param finished whether the old one opens nothing any more; the next start sees to it otherwise
         */
        record Rotated(String old, String fresh, boolean finished) implements Outcome {}

        /** Nothing was changed. */
        record Refused(String why) implements Outcome {}

        /** It failed, and the old key is the right one still. */
        record Failed(String why) implements Outcome {}
    }

    Outcome rotate(Instant now) throws IOException {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        Optional<KeyFile.Lock> lock = keyFile.lock();
        if (lock.isEmpty()) {
            return new Outcome.Refused("the keys are being changed by another command.");
        }
        try (KeyFile.Lock held = lock.get()) {
            held.required();
            // Asked again under the lock: another rotation may just have ended.
            Optional<byte[]> old = keyFile.masterKey();
            return old.isEmpty() ? new Outcome.Refused("there is no right master key.") : rotate(old.get(), now);
        }
    }

    private Optional<String> refusal() {
        Path file = keyFile.file();
        if (keyFile.masterKey().isEmpty()) {
            return Optional.of("there is no right master key to rotate. Run: ./bastide keys");
        }
        if (Files.isSymbolicLink(file)) {
            return Optional.of(file + " is a link. Name the file itself: BASTIDE_KEY_FILE");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            return Optional.of("the folder of " + file + " cannot be written by this account. Run the command as the"
                    + " account that owns it, or name the file that the service manager hands over: BASTIDE_KEY_FILE");
        }
        return Optional.empty();
    }

    private Outcome rotate(byte[] old, Instant now) throws IOException {
        KeyRing ring = keyFile.ringOf(old).orElseThrow().rotated(random, now);
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        Path file = keyFile.file();
        try {
            keyFile.finish(old);
            keyFile.disk().write(KeyFile.next(file), KeyFile.text(fresh));
            KeyFile.own(KeyFile.next(file), file);
            keyFile.putRing(ring, List.of(old, fresh));
            prove(KeyFile.next(file), fresh, ring);
            prove(file, old, ring);
            keyFile.disk().rename(KeyFile.next(file), file);
        } catch (IOException | IllegalStateException e) {
            clear(old);
            return new Outcome.Failed(e.getClass().getSimpleName() + " " + e.getMessage());
        }
        boolean finished = true;
        try {
            prove(file, fresh, ring);
            keyFile.finish(fresh);
        } catch (IOException | IllegalStateException e) {
            finished = false;
        }
        return new Outcome.Rotated(KeyFile.fingerprintOf(old), KeyFile.fingerprintOf(fresh), finished);
    }

    /** As far as the disk lets it; the next start does the rest. */
    private void clear(byte[] old) {
        try {
            keyFile.finish(old);
        } catch (IOException | IllegalStateException e) {
            // The old key opens the ring, whatever is left beside it.
        }
    }

    /** What lies on the disk is this key, and it opens this ring there. */
    private void prove(Path file, byte[] key, KeyRing ring) {
        boolean proven = KeyFile.readFile(file)
                .filter(read -> MessageDigest.isEqual(read, key))
                .flatMap(keyFile::ringOf)
                .filter(read -> KeyFile.isSame(read, ring))
                .isPresent();
        if (!proven) {
            throw new IllegalStateException("what was written to " + file + " does not come back from the disk");
        }
    }
}
