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
                "enable secret 9 $9$nhEmQVczB7dqsO$XHIDDEN|enable secret ********",
                "username admin privilege 15 password 7 0822HIDDEN|username admin privilege 15 password ********",
                "snmp-server community HIDDEN RO|snmp-server community ********",
                "snmp-server host 10.1.1.1 version 2c HIDDEN|snmp-server host 10.1.1.1 ********",
                " neighbor 10.0.0.1 password HIDDEN| neighbor 10.0.0.1 password ********",
                "tacacs-server key 7 0822HIDDEN|tacacs-server key ********",
                "crypto isakmp key HIDDEN address 1.2.3.4|crypto isakmp key ********",
                " pre-shared-key address 1.2.3.4 key HIDDEN| pre-shared-key ********",
                "standby 1 authentication md5 key-string 7 HIDDEN|standby 1 authentication md5 ********",
                "  pre-shared-key ascii-text \"$9$HIDDEN\";|  pre-shared-key ********",
                "    encrypted-password \"$6$abc$HIDDEN\"; ## SECRET-DATA|    encrypted-password ********",
                "set system root-authentication x $6$HIDDEN$HIDDEN|set system root-authentication x ********",
                "set psksecret ENC HIDDEN|set psksecret ********",
                "set unknown ENC HIDDEN|set unknown ********",
                " password simple HIDDEN| password ********",
                "snmp-agent community read cipher HIDDEN|snmp-agent community ********",
                "wpa-psk ascii 0 HIDDEN|wpa-psk ********",
                "+add name=guest password=HIDDEN disabled=no|+add name=guest password=********",
                "-interface Vlan7|-interface Vlan7"
            })
    void secretsAreMasked(String line, String masked) {
        assertThat(ConfigurationText.masked(line)).isEqualTo(masked).doesNotContain("HIDDEN");
    }

    @Test
    void aLineMadeToExhaustTheMaskIsMasked() {
        String line = "+description password" + " 5".repeat(500_000);

        assertThat(ConfigurationText.masked(line)).isEqualTo("+********");
        assertThat(ConfigurationText.masked("+" + "key-".repeat(400) + " x")).endsWith("********");
    }

    @Test
    void thousandsOfOtherLinesAreCountedAndNotLaidSideBySide() {
        String before = IntStream.range(0, 120_000).mapToObj(i -> "a" + i).collect(Collectors.joining("\n"));
        String after = IntStream.range(0, 90_000).mapToObj(i -> "b" + i).collect(Collectors.joining("\n"));

        Difference difference = ConfigurationText.between(before, after);

        assertThat(difference).isEqualTo(new Difference(java.util.List.of(), 90_000, 120_000));
    }

    @Test
    void thousandsOfLinesInAnotherOrderAreADifference() {
        String up = IntStream.range(0, 9_000).mapToObj(i -> "a" + i).collect(Collectors.joining("\n"));
        String down = IntStream.range(0, 9_000).mapToObj(i -> "a" + (8_999 - i)).collect(Collectors.joining("\n"));

        assertThat(ConfigurationText.between(up, down).none()).isFalse();
    }

    @Test
    void oneChangeInALongConfigurationIsShown() {
        String before = IntStream.range(0, 100_000).mapToObj(i -> "a" + i).collect(Collectors.joining("\n"));

        assertThat(ConfigurationText.between(before, before.replace("a50000\n", "b\n"))
                        .lines())
                .contains("-a50000", "+b");
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
