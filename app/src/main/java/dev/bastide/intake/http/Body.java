package dev.bastide.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;

/** What a request carries, unpacked within bounds: a small file that unfolds into a large one is refused on the way. */
final class Body {
    /** What is read of a request, packed or not. */
    static final int SENT_MAX = 8 << 20;

    /** What it may unfold into. */
    static final int UNPACKED_MAX = 32 << 20;

    /** The sender went away before its body was whole: nobody hears an answer. */
    static final String GONE = "intake.http.gone";

    private static final int BUFFER = 65_536;
    private static final int SENT_BUFFER = 8_192;

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

        /** Nothing was taken for want of room, and it may be sent again. */
        static Refused later() {
            return new Refused(503, "intake.http.later");
        }

        boolean isLater() {
            return status == 503;
        }

        boolean isGone() {
            return key.equals(GONE);
        }

        int status() {
            return status;
        }

        String key() {
            return key;
        }
    }

    /** What was sent, as it was sent, within the time and the room that it has. */
    static byte[] sent(HttpServletRequest request, BodyRoom.Share share) throws Refused {
        try {
            return sent(request.getInputStream(), share);
        } catch (IOException e) {
            // The server gave up waiting, or the sender is gone and hears nothing more.
            throw e.getCause() instanceof TimeoutException || share.isLate()
                    ? new Refused(408, "intake.http.slow")
                    : new Refused(400, GONE);
        }
    }

    private static byte[] sent(InputStream in, BodyRoom.Share share) throws IOException, Refused {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[SENT_BUFFER];
        long all = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (share.isLate()) {
                throw new Refused(408, "intake.http.slow");
            }
            all += read;
            // A sender that is still sending does not hear the answer: what is little too much is read and forgotten.
            if (all > UNPACKED_MAX) {
                break;
            }
            if (all <= SENT_MAX) {
                share.grow(read);
                out.write(buffer, 0, read);
            }
        }
        if (all > SENT_MAX) {
            throw new Refused(413, "intake.http.too-large");
        }
        return out.toByteArray();
    }

    /** What was packed in it. */
    static byte[] unpacked(HttpServletRequest request, byte[] sent) throws Refused {
        String packing = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        String word = packing == null ? "" : packing.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "", "identity" -> sent;
            case "gzip" -> unpacked(sent);
            default -> throw new Refused(415, "intake.http.packing");
        };
    }

    private static byte[] unpacked(byte[] packed) throws Refused {
        try (InputStream unpacking = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = unpacking.read(buffer); read >= 0; read = unpacking.read(buffer)) {
                if (out.size() + read > UNPACKED_MAX) {
                    throw new Refused(413, "intake.http.too-large");
                }
                out.write(buffer, 0, read);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new Refused(400, "intake.http.bad-gzip");
        }
    }
}
