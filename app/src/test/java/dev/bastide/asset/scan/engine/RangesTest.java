package dev.bastide.asset.scan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, ranges, ports and what a scope holds. */
class RangesTest {
    @Test
    void rangesAreWhatTheirAddressesAre() {
        long seed = 4_242;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<String> include = spans(random);
            List<String> exclude = spans(random);
            Set<Integer> expected = numbers(include);
            expected.removeAll(numbers(exclude));

            Ranges left = Ranges.of(include).minus(Ranges.of(exclude));

            Set<Integer> seen = new HashSet<>();
            left.each().forEach(address -> seen.add((int) (address.low() & 0xff)));
            assertThat(seen).as("seed %d round %d", seed, round).isEqualTo(expected);
            assertThat(left.count()).isEqualTo(expected.size());
            for (int i = 0; i < 256; i++) {
                assertThat(left.contains(Address.of("10.0.0." + i))).isEqualTo(expected.contains(i));
            }
        }
    }

    private static List<String> spans(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            int from = random.nextInt(256);
            int to = from + random.nextInt(256 - from);
            texts.add("10.0.0." + from + "-10.0.0." + to);
        }
        return texts;
    }

    private static Set<Integer> numbers(List<String> texts) {
        Set<Integer> all = new HashSet<>();
        for (String text : texts) {
            String[] ends = text.replace("10.0.0.", "").split("-", -1);
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[1]); i++) {
                all.add(i);
            }
        }
        return all;
    }

    @Test
    void networksAreReadWithTheirEnds() {
        assertThat(Ranges.of(List.of("10.0.0.7/24")).texts()).containsExactly("10.0.0.0-10.0.0.255");
        assertThat(Ranges.of(List.of("10.0.0.0/25", "10.0.0.128/25")).texts()).containsExactly("10.0.0.0-10.0.0.255");
        assertThat(Ranges.of(List.of("2001:db8::/120")).count()).isEqualTo(256);
        assertThat(Ranges.of(List.of("2001:db8::/32")).count()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ranges.of(List.of("0.0.0.0/0")).count()).isEqualTo(1L << 32);
        assertThat(Ranges.of(List.of("::ffff:10.0.0.1")).contains(Address.of("10.0.0.1")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10",
                "10.0.0.0/33",
                "10.0.0.9-10.0.0.1",
                "example.org",
                "10.0.0.1-::1",
                "",
                "fe80::1%eth0",
                "10.0.0.0/-1",
                "::/0",
                "::/64",
                "2001:db8::/129",
                "10.0.0.0/x"
            })
    void whatIsNoRangeIsNamed(String text) {
        assertThatThrownBy(() -> Ranges.of(List.of("10.0.0.1", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @Test
    void portsAreWrittenInOneWay() {
        assertThat(Ports.of("80, 22,23,24,udp:161").toString()).isEqualTo("22-24,80,udp:161");
        assertThat(Ports.of("1-65535").count()).isEqualTo(65_535);
        assertThat(Ports.of("udp:161").tcp(161)).isFalse();
        for (String bad : List.of("0", "65536", "9-1", "", "http", "udp:", "1-2-3")) {
            assertThatThrownBy(() -> Ports.of(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aScopeHoldsNothingBesideWhatWasSigned() {
        ScanScope scope = new ScanScope(
                Ranges.of(List.of("10.0.0.0/24", "169.254.169.254", "64:ff9b::a00:1", "64:ff9b::b00:1")),
                Ranges.of(List.of("10.0.0.9")),
                Ports.of("22,udp:161"));

        assertThat(scope.tcp(Address.of("10.0.0.1"), 22)).isTrue();
        assertThat(scope.udp(Address.of("10.0.0.1"), 161)).isTrue();
        Stream.of("10.0.0.9", "10.0.1.0", "9.255.255.255", "169.254.169.254", "2001:db8::1")
                .forEach(out ->
                        assertThat(scope.tcp(Address.of(out), 22)).as(out).isFalse());
        assertThat(scope.tcp(Address.of("10.0.0.1"), 23)).isFalse();
        assertThat(scope.udp(Address.of("10.0.0.1"), 22)).isFalse();
        // Behind NAT64 stands 10.0.0.1, which was signed; 11.0.0.1 was not.
        assertThat(scope.holds(Address.of("64:ff9b::a00:1"))).isTrue();
        assertThat(scope.holds(Address.of("64:ff9b::b00:1"))).isFalse();
        assertThat(scope.targets()).isEqualTo((255L + 2) * 2);
    }

    @Test
    void someAddressesNoSignatureOpens() {
        for (String never :
                List.of("169.254.169.254", "224.0.0.1", "255.255.255.255", "0.0.0.0", "fe80::1", "ff02::1")) {
            assertThat(ScanScope.isNever(Ranges.of(List.of(never)))).as(never).isTrue();
        }
        assertThat(ScanScope.isNever(Ranges.of(List.of("10.0.0.0/8", "2001:db8::/64"))))
                .isFalse();
    }
}
