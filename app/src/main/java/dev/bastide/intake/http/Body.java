package dev.bastide.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.springframework.http.HttpHeaders;

/** What a request carries, unpacked within bounds: a small file that unfolds into a large one is refused on the way. */
final class Body {
    /** What is read of a request, packed or not. */
    static final int SENT_MAX = 8 << 20;

    /** What it may unfold into. */
    static final int UNPACKED_MAX = 32 << 20;

    private static final int BUFFER = 65_536;

    private Body() {}

    /** It cannot be taken: as a status of HTTP and a message key. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String key;

        Refused(int status, String key) {
            super(key);
            this.status = status;
            this.key = key;
        }

        int status() {
            return status;
        }

        String key() {
            return key;
        }
    }

    static byte[] read(HttpServletRequest request) throws IOException, Refused {
        String packing = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        String word = packing == null ? "" : packing.strip().toLowerCase(Locale.ROOT);
        InputStream sent = request.getInputStream();
        return switch (word) {
            case "", "identity" -> sent(sent);
            case "gzip" -> unpacked(sent(sent));
            default -> throw new Refused(415, "intake.http.packing");
        };
    }

    private static byte[] sent(InputStream in) throws IOException, Refused {
        try {
            return upTo(in, SENT_MAX);
        } catch (Refused e) {
            // A sender that is still sending does not hear the answer: what is little too much is read and forgotten.
            in.skip(UNPACKED_MAX);
            throw e;
        }
    }

    private static byte[] unpacked(byte[] packed) throws IOException, Refused {
        try (InputStream unpacking = new GZIPInputStream(new java.io.ByteArrayInputStream(packed), BUFFER)) {
            return upTo(unpacking, UNPACKED_MAX);
        } catch (ZipException | java.io.EOFException e) {
            throw new Refused(400, "intake.http.bad-gzip");
        }
    }

    private static byte[] upTo(InputStream in, int max) throws IOException, Refused {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (out.size() + read > max) {
                throw new Refused(413, "intake.http.too-large");
            }
            out.write(buffer, 0, read);
        }
        return out.toByteArray();
    }
}
