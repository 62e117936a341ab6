package dev.bastide.bastion.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over the steps, one a line: what a rehearsal and an operation must have in common. (A50) */
public final class StepHash {
    private StepHash() {}

    /** The hash in hexadecimal. */
    public static String of(List<String> steps) {
        try {
            byte[] text = (String.join("\n", steps) + "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
