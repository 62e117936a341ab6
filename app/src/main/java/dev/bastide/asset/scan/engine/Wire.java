package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.time.Duration;

/**
 * An open connection, or one question by datagram, as probes see it: bounded in bytes and time whatever the other side
 * sends. Only {@link ProbeGate} makes them.
 */
public interface Wire extends AutoCloseable {
    /** Sends it all. */
    void send(byte[] bytes) throws IOException;

    /**
     * What comes, until the other side falls silent for a moment after its first bytes, until {@code bytesMax}, the end, or
     * the time is over. Empty where nothing came.
     */
    byte[] read(int bytesMax, Duration patience) throws IOException;

    /** Goes on under TLS and says what was shown; nothing is trusted by it. Throws where no TLS is spoken. */
    TlsShown secure() throws IOException;

    @Override
    void close();
}
