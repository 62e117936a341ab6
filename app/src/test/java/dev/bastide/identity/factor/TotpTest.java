package dev.bastide.identity.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codes are those of RFC 6238, appendix B, and drift by one step at most. */
class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codesAreThoseOfTheStandard(long seconds, String code) {
        assertThat(Totp.code(SECRET, Totp.stepAt(Instant.ofEpochSecond(seconds)), 8))
                .isEqualTo(code);
    }

    @Test
    void acceptsOneStepOfDriftEitherWayAndNoMore() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        long step = Totp.stepAt(now);

        for (int drift = -3; drift <= 3; drift++) {
            String code = Totp.code(SECRET, step + drift, 6);
            boolean near = Math.abs(drift) <= 1;
            assertThat(Totp.matchingStep(SECRET, code, now).isPresent())
                    .as("drift %s", drift)
                    .isEqualTo(near);
        }
    }

    @Test
    void refusesWhatIsNoCode() {
        Instant now = Instant.ofEpochSecond(59);

        assertThat(Totp.matchingStep(SECRET, "", now)).isEmpty();
        assertThat(Totp.matchingStep(SECRET, "287 082", now)).hasValue(1);
        assertThat(Totp.matchingStep(SECRET, "94287082", now)).isEmpty();
        assertThat(Totp.matchingStep(SECRET, "２８７０８２", now)).isEmpty();
    }

    @Test
    void base32IsThatOfTheStandard() {
        assertThat(Base32.encode("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
        assertThat(Base32.encode("fooba".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTB");
        assertThat(Base32.decode("mzxw 6ytb-oi======")).isEqualTo("foobar".getBytes(StandardCharsets.US_ASCII));
    }
}
