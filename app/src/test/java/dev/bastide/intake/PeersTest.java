package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.Networks;
import dev.bastide.page.BadInput;
import dev.bastide.testing.BastideTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** A syslog sender is known by its address alone: it has one, and nobody else of its kind has the same. (A67) */
@BastideTest
@Import(Feeder.class)
class PeersTest {
    @Autowired
    private Feeder feeder;

    @Test
    void aSyslogSourceNamesWhoMaySend() {
        assertThatThrownBy(() -> feeder.source(SourceKind.SYSLOG_UDP, ""))
                .isInstanceOf(BadInput.class)
                .hasMessage("intake.source.no-peers");
    }

    @Test
    void anAddressBelongsToOneSourceOfAKind() {
        Source first = feeder.source(SourceKind.SYSLOG_TLS, "127.77.0.0/16");

        assertThatThrownBy(() -> feeder.source(SourceKind.SYSLOG_TLS, "127.77.3.4"))
                .isInstanceOf(BadInput.class)
                .hasMessage("intake.source.peer-taken");
        assertThatThrownBy(() -> feeder.source(SourceKind.SYSLOG_TLS, "127.64.0.0/10"))
                .isInstanceOf(BadInput.class);
        feeder.off(feeder.source(SourceKind.SYSLOG_TCP, "127.77.3.4"));
        feeder.off(first);
        feeder.off(feeder.source(SourceKind.SYSLOG_TLS, "127.77.3.4"));
    }

    @Test
    void networksAreComparedBitByBit() {
        Networks some = Networks.of(List.of("10.1.0.0/16", "192.0.2.7", "2001:db8::/33"));

        assertThat(some.contain("10.1.255.255")).isTrue();
        assertThat(some.contain("10.2.0.0")).isFalse();
        assertThat(some.contain("192.0.2.7")).isTrue();
        assertThat(some.contain("192.0.2.8")).isFalse();
        assertThat(some.contain("2001:db8:7fff::1")).isTrue();
        assertThat(some.contain("2001:db8:8000::1")).isFalse();
        assertThat(some.contain("fe80::1%eth0")).isFalse();
        assertThat(some.contain("example.org")).isFalse();
        assertThat(some.contain("10.1")).isFalse();
    }
}
