package dev.bastide.ground.door;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the settings say of the door's TLS: whether it speaks it ({@code bastide.tls}, unless off), and the PEM files of
 * the certificate and its key, which are empty where it makes its own.
 */
public record DoorWishes(boolean encrypts, String certificateFile, String keyFile) {

    /** Reads them from where settings are; one that was not given is null or empty. */
    public static DoorWishes of(Function<String, @Nullable String> settings) {
        String tls = Objects.requireNonNullElse(settings.apply("bastide.tls"), "");
        return new DoorWishes(
                !tls.equals("off") && !tls.equals("false"),
                Objects.requireNonNullElse(settings.apply("bastide.tls-certificate"), ""),
                Objects.requireNonNullElse(settings.apply("bastide.tls-key"), ""));
    }

    /** Whether browsers can check the certificate: somebody gave it. */
    boolean isKnown() {
        return !certificateFile.isBlank();
    }

    /** The given certificate, or the one of this home folder, which is made where there is none. */
    Certificate certificate(Path home, SecureRandom random, Clock clock) {
        return isKnown()
                ? Certificate.read(Path.of(certificateFile), Path.of(keyFile))
                : new OwnCertificate(home.resolve("tls"), random, clock).readOrMake();
    }
}
