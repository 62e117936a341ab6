package dev.bastide.identity.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guessing programs try first is refused, with its reason; what they do not reach is accepted. */
class WeakPasswordsTest {
    private static final WeakPasswords WEAK = WeakPasswords.load();
    private static final List<String> KNOWN = List.of("mei.lin", "Mei Lin Vandermeer", "mei.lin@example.org");

    @ParameterizedTest
    @CsvSource({
        "short1!, identity.password.short",
        "Tr0ub4dor&3, identity.password.short",
        "aaaaaaaaaaaaaa, identity.password.repeats",
        "xK7-xK7-xK7-xK7-, identity.password.repeats",
        "password1234, identity.password.common",
        "P@ssw0rd2024!, identity.password.common",
        "qwertyuiop123, identity.password.common",
        "Summer2026!!, identity.password.common",
        "iloveyou12345, identity.password.common",
        "correcthorsebatterystaple, identity.password.common",
        "abcdefghijklmn, identity.password.common",
        "Vandermeer2026, identity.password.personal",
        "Bastide-Admin-1, identity.password.common"
    })
    void refusesWithTheReason(String password, String reason) {
        assertThat(WEAK.whyWeak(password, KNOWN)).hasValue(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gravel-otter-mauve-seven", "x9#Lq2vR!m4Tz", "七月的雨落在旧屋顶上真好听", "zu viele Köche verderben nix"})
    void acceptsWhatIsHardToGuess(String password) {
        assertThat(WEAK.whyWeak(password, KNOWN)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongToHash() {
        assertThat(WEAK.whyWeak("gravel-otter-".repeat(20), KNOWN)).hasValue("identity.password.long");
    }
}
