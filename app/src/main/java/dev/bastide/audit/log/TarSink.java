package dev.bastide.audit.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A tar archive as POSIX.1-1988 (ustar) has it, without times, owners or anything else that differs between two runs. */
public final class TarSink implements BundleSink {
    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;
    private static final int PREFIX_AT = 345;
    private static final int CHECKSUM_AT = 148;

    private final OutputStream out;

    /** Onto this stream, which the caller closes. */
    public TarSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void file(String path, byte[] bytes) {
        try {
            out.write(header(path, bytes.length));
            out.write(bytes);
            out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle could not be sent", e);
        }
    }

    /** Writes the end. An archive without it was cut off on its way. */
    public void finish() {
        try {
            out.write(new byte[2 * BLOCK]);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle could not be sent", e);
        }
    }

    private static byte[] header(String path, int sizeBytes) {
        byte[] header = new byte[BLOCK];
        int cut = path.length() <= NAME_MAX ? -1 : path.indexOf('/', path.length() - NAME_MAX - 1);
        put(header, 0, path.substring(cut + 1));
        put(header, NAME_MAX, "0000644\0000000000\0000000000\0");
        put(header, 124, String.format(Locale.ROOT, "%011o\000%011o\000", sizeBytes, 0));
        put(header, CHECKSUM_AT, "        0");
        put(header, 257, "ustar\00000");
        put(header, PREFIX_AT, cut < 0 ? "" : path.substring(0, cut));
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\000 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
