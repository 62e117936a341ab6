package dev.bastide.identity.factor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time codes after RFC 6238: HMAC-SHA-1, steps of 30 seconds, six digits, as every authenticator speaks. */
public final class Totp {
    public static final int STEP_SECONDS = 30;

    /** Length of a new secret: as long as the hash, RFC 4226 section 4. */
    public static final int SECRET_BYTES = 20;

    private static final int DIGITS = 6;
    private static final int DRIFT_STEPS = 1;

    private Totp() {}

    /** The code of the time-step with this number. */
    public static String code(byte[] secret, long step, int digits) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0x0f;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fff_ffff;
            return String.format("%0" + digits + "d", number % Math.powExact(10, digits));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    /** The code an authenticator shows at this instant. */
    public static String codeAt(byte[] secret, Instant at) {
        return code(secret, stepAt(at), DIGITS);
    }

    /** The number of the time-step this instant lies in. */
    public static long stepAt(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    /**
     * The time-step whose code this is, one step of drift either way; empty when it is the code of none of them. All
     * are compared, in constant time, so that the answer's time tells nothing.
     */
    public static OptionalLong matchingStep(byte[] secret, String code, Instant at) {
        byte[] given = code.replace(" ", "").getBytes(StandardCharsets.UTF_8);
        long now = stepAt(at);
        OptionalLong found = OptionalLong.empty();
        for (long step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++) {
            byte[] right = code(secret, step, DIGITS).getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(right, given)) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }
}
