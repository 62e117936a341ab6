package dev.bastide.intake.canary;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/** By this secret of one start, which is nowhere stored, the door knows the program's own canary. It opens nothing. */
@Component
class CanaryKey {
    private static final int BYTES = 32;

    private final String secret;

    CanaryKey(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        this.secret = "bsc_" + HexFormat.of().formatHex(bytes);
    }

    String secret() {
        return secret;
    }

    boolean is(String shown) {
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }
}
