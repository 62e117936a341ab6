package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.NoteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The last checkpoint that left the database, in a file of the home folder. It is written after the commit, so it may be
 * older than the database; a database older than the file was set back.
 */
final class PublishedCheckpoint {
    private static final String CHECKPOINT = "checkpoint";
    private static final String KEY = "key.pub";

    /** What a restore leaves here; see {@code Installation} of the backup. */
    private static final String RESTORED = "restored";

    private final Path folder;

    PublishedCheckpoint(Path folder) {
        this.folder = folder;
    }

    /** The note, as it was written. */
    Optional<String> read() {
        try {
            return Optional.of(Files.readString(folder.resolve(CHECKPOINT)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the last checkpoint cannot be read", e);
        }
    }

    /** Puts the note in the place of the one before: on the disk, whole or not at all. */
    void write(String note) {
        put(CHECKPOINT, note);
    }

    /** Whether this home was made of a backup, and no new log was opened since. */
    boolean isRestored() {
        return Files.exists(folder.resolve(RESTORED));
    }

    /** A new log was opened: the restore is told in it. */
    void restoreIsTold() {
        try {
            Files.deleteIfExists(folder.resolve(RESTORED));
        } catch (IOException e) {
            throw new UncheckedIOException("the mark of the restore cannot be taken away", e);
        }
    }

    /** Puts the public key beside it, for {@code ./bastide keys show}. */
    void writeKey(String verifierKey) {
        put(KEY, verifierKey + "\n");
    }

    private void put(String name, String text) {
        try {
            Files.createDirectories(folder);
            NoteFile.put(folder, name, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint cannot be written", e);
        }
    }
}
