package dev.bastide.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sets of witnesses are enough. */
class PolicyTest {
    private static final String THREE = "witness a " + witness(1) + "\n\twitness b " + witness(2)
            + " https://b.example/\n# a comment\n\nwitness c " + witness(3) + "\n";

    @Test
    void countsGroupsOfGroups() throws NotProven {
        Policy policy = policy(THREE + "group x any a b\ngroup y all x c\nquorum y\n");

        assertThat(policy.isMetBy(Set.of("a", "c"))).isTrue();
        assertThat(policy.isMetBy(Set.of("b", "c"))).isTrue();
        assertThat(policy.isMetBy(Set.of("a", "b"))).isFalse();
        assertThat(policy.isMetBy(Set.of("c"))).isFalse();
        assertThat(policy(THREE + "group x 2 a b c\nquorum x\n").isMetBy(Set.of("b", "c")))
                .isTrue();
        assertThat(policy(THREE + "group x 2 a b c\nquorum x\n").isMetBy(Set.of("b")))
                .isFalse();
        assertThat(policy("quorum none\n").isMetBy(Set.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quorum a\nquorum a\n",
                "quorum d\n",
                "quorum x\ngroup x any a\n",
                "group x 0 a\nquorum x\n",
                "group x 3 a b\nquorum x\n",
                "group x 1 a a\nquorum x\n",
                "group x any a\ngroup y any a\nquorum y\n",
                "group none any a\nquorum none\n",
                "group a any b\nquorum a\n",
                "group x any x\nquorum x\n",
                "group x 99999999999999999999 a\nquorum x\n",
                "gruop x any a\nquorum a\n",
                "quorum a\u0000\n"
            })
    void refusesAMalformedPolicy(String rest) {
        assertThatThrownBy(() -> policy(THREE + rest)).isInstanceOf(NotProven.class);
    }

    @Test
    void refusesOneKeyAsTwoWitnesses() {
        String twice = "witness a " + witness(1) + "\nwitness b " + witness(1) + "\nquorum a\n";

        assertThatThrownBy(() -> policy(twice)).isInstanceOf(NotProven.class);
    }

    private static Policy policy(String text) throws NotProven {
        return Policy.parse("policy", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A key nobody has the secret of; its shape is right. */
    private static String witness(int n) {
        byte[] typed = new byte[33];
        typed[0] = Key.WITNESS;
        typed[1] = (byte) n;
        byte[] name = "w.example\n".getBytes(StandardCharsets.US_ASCII);
        Sha256 hash = new Sha256();
        hash.update(name, 0, name.length);
        hash.update(typed, 0, typed.length);
        String id = HexFormat.of().formatHex(hash.finish(), 0, 4);
        return "w.example+" + id + "+" + Base64.getEncoder().encodeToString(typed);
    }
}
