package dev.bastide.bastion.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Nothing but a name gets into the lines that people copy into a shell. */
class DoorNameTest {
    private static final List<String> EVIL = List.of(
            "",
            "-oProxyCommand=id",
            "x$(id)",
            "x`id`",
            "a b",
            "a;b",
            "[::1",
            "::1%$(id)",
            "[x$(id)]",
            "a..b",
            "a\nb",
            ".");

    @Test
    void holdsNamesAndLiterals() {
        assertThat(DoorName.read("bastion.example")).contains(new DoorName("bastion.example", 0));
        assertThat(DoorName.read(" bastion.example:22 ")).contains(new DoorName("bastion.example", 22));
        assertThat(DoorName.read("10.0.0.7:2222")).contains(new DoorName("10.0.0.7", 2222));
        assertThat(DoorName.read("2001:db8::7")).contains(new DoorName("2001:db8::7", 0));
        assertThat(DoorName.read("[2001:db8::7]:2222")).contains(new DoorName("2001:db8::7", 2222));
        assertThat(DoorName.ofConsole("https://bastide.example:8443")).contains("bastide.example");
        assertThat(DoorName.ofConsole("https://[::1]:8443")).contains("::1");
        assertThat(DoorName.host("[::1]")).contains("::1");
    }

    @Test
    void bitesWhatAShellOrSshTakesForMore() {
        for (String evil : EVIL) {
            assertThat(DoorName.host(evil)).as(evil).isEmpty();
            assertThat(DoorName.read(evil)).as(evil).isEmpty();
            assertThat(DoorName.read(evil + ":22")).as(evil).isEmpty();
        }
        assertThat(DoorName.read("a:0")).isEmpty();
        assertThat(DoorName.read("a:65536")).isEmpty();
        for (String evil : List.of("bastide.example", "https://x$(id)/", "ftp://a", "https://", "javascript:1")) {
            assertThat(DoorName.ofConsole(evil)).as(evil).isEmpty();
        }
    }

    @Test
    void bitesASettingThatIsNoName() {
        for (ThrowingCallable setting : List.<ThrowingCallable>of(
                () -> DoorWay.named("-oProxyCommand=id"), () -> DoorWay.consoleNamed("bastide.example"))) {
            FailureAnalysis told = new NameFailure().analyze(new IllegalStateException(catchThrowable(setting)));

            assertThat(Objects.requireNonNull(told).getDescription())
                    .matches("BASTIDE_(SSH_NAME|URL) is not an? .*\\.");
        }
        assertThat(DoorWay.shown("x$(id)")).isEqualTo("localhost");
        assertThat(DoorWay.shown("-oProxyCommand=id")).isEqualTo("localhost");
        assertThat(DoorWay.shown("bastide.example")).isEqualTo("bastide.example");
    }
}
