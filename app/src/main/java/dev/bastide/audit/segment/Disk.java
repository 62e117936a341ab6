package dev.bastide.audit.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The few things that are done to files, so that a test can let each of them fail. */
public interface Disk {
    /** The disk of the machine. */
    static Disk real() {
        return new RealDisk();
    }

    /** Makes a new, empty file for its owner only; one of this name is replaced. */
    Draft create(Path file) throws IOException;

    /** Opens a file for reading. */
    Opened open(Path file) throws IOException;

    /** Gives a file its final name at one stroke. */
    void rename(Path from, Path to) throws IOException;

    /** Makes the names in a folder safe. */
    void forceFolder(Path folder) throws IOException;

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException;

    /** The files of a folder. */
    List<Path> list(Path folder) throws IOException;

    /** A file being written. */
    interface Draft extends AutoCloseable {
        /** Appends all of these bytes. */
        void write(byte[] bytes, int length) throws IOException;

        /** Makes what was written safe. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file being read. */
    interface Opened extends AutoCloseable {
        long size() throws IOException;

        /** Fills the array from this position on; throws {@link java.io.EOFException} where the file ends before. */
        void read(long position, byte[] into) throws IOException;

        @Override
        void close() throws IOException;
    }
}
