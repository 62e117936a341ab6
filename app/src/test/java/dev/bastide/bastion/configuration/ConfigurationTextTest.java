package dev.bastide.bastion.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.bastion.configuration.ConfigurationText.Difference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a difference of two configurations, and what people see of it. */
class ConfigurationTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "! Last configuration change at 09:12:13 UTC Sun Nov 22 2026 by admin",
                "! NVRAM config last updated at 09:12:13 UTC Sun Nov 22 2026",
                "ntp clock-period 17179873",
                "Current configuration : 4711 bytes",
                "!Time: Sun Nov 22 09:12:13 2026",
                "## Last commit: 2026-11-22 09:12:13 UTC by admin",
                "# 2026-11-22 09:12:13 by RouterOS 7.20",
                "# nov/22/2026 09:12:13 by RouterOS 6.49"
            })
    void linesThatChangeByThemselvesAreNoDifference(String line) {
        String before = "hostname sw\n" + line + "\nvlan 7\n";
        String after = before.replace(line, line.replaceAll("[0-9]", "8"));

        assertThat(ConfigurationText.between(before, "hostname sw\nvlan 7\n").none())
                .isTrue();
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void aCommandThatOnlyLooksLikeOneCounts() {
        assertThat(ConfigurationText.between("a\n", "a\nlogging host 10.0.0.1 ! Last configuration change at\n")
                        .added())
                .isEqualTo(1);
    }

    @Test
    void carriageReturnsAndSpacesAtLineEndsAreNoDifference() {
        assertThat(ConfigurationText.between("a \r\nb\r\n", "a\nb\n").none()).isTrue();
    }

    @Test
    void theDifferenceShowsWhatIsAroundIt() {
        String before = IntStream.range(0, 40).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        String after = before.replace("line 20\n", "line twenty\nline and a half\n");

        Difference difference = ConfigurationText.between(before, after);

        assertThat(difference.added()).isEqualTo(2);
        assertThat(difference.removed()).isEqualTo(1);
        assertThat(difference.lines())
                .containsExactly(
                        "@@ -18,7 +18,8 @@",
                        " line 17",
                        " line 18",
                        " line 19",
                        "-line 20",
                        "+line twenty",
                        "+line and a half",
                        " line 21",
                        " line 22",
                        " line 23");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enable secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM|enable secret 9 ********",
                "username admin privilege 15 password 7 0822455D0A16|username admin privilege 15 password 7 ********",
                "snmp-server community s3cr3t RO|snmp-server community ******** RO",
                " neighbor 10.0.0.1 password hunter2| neighbor 10.0.0.1 password ********",
                "  pre-shared-key \"two words\";|  pre-shared-key ********;",
                "set system login user a authentication encrypted-password $6$abc|set system login user a authentication encrypted-password ********",
                "    encrypted-password \"$6$abc$def\"; ## SECRET-DATA|    encrypted-password ********; ## SECRET-DATA",
                "set password ENC AAAAbbbb|set password ENC ********",
                "+add name=guest password=hunter2 disabled=no|+add name=guest password=******** disabled=no"
            })
    void secretsAreMasked(String line, String masked) {
        assertThat(ConfigurationText.masked(line)).isEqualTo(masked);
    }

    @Test
    void aChangedSecretIsADifferenceAllTheSame() {
        Difference difference = ConfigurationText.between("enable secret 9 aaa\n", "enable secret 9 bbb\n");

        assertThat(difference.added()).isEqualTo(1);
        assertThat(String.join("\n", difference.lines())).doesNotContain("aaa", "bbb");
    }

    @Test
    void ofEqualOnesThereIsNothing() {
        assertThat(ConfigurationText.between("a\nb\n", "a\nb\n")).isEqualTo(new Difference(java.util.List.of(), 0, 0));
    }
}
