package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Forwarded headers count only as far as proxies named in the settings vouch for them. */
class ProxiesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 | 203.0.113.5 | 198.51.100.1                | 203.0.113.5",
                "10.0.0.0/8         | 203.0.113.5 | 198.51.100.1                | 203.0.113.5",
                "10.0.0.0/8         | 10.1.2.3    | 198.51.100.1                | 198.51.100.1",
                "10.0.0.0/8         | 10.1.2.3    | 1.2.3.4, 198.51.100.1       | 198.51.100.1",
                "10.0.0.0/8         | 10.1.2.3    | 198.51.100.1, 10.9.9.9      | 198.51.100.1",
                "10.0.0.0/8         | 10.1.2.3    | evil<script>                | 10.1.2.3",
                "10.0.0.0/8         | 10.1.2.3    | localhost                   | 10.1.2.3",
                "10.0.0.0/8         | 10.1.2.3    | ''                          | 10.1.2.3",
                "2001:db8::/32      | [2001:db8::7] | 2001:db9::1               | 2001:db9::1",
                "10.1.2.3,10.1.2.4  | 10.1.2.4    | 198.51.100.1                | 198.51.100.1"
            })
    void sourceIsTheFirstThatNobodyVouchesFor(String proxies, String peer, String forwarded, String source) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        request.addHeader("X-Forwarded-For", forwarded);

        assertThat(new Proxies(proxies).addressOf(request)).isEqualTo(source);
    }

    @Test
    void strictTransportIsAskedForOnlyUnderACertificateThatCanBeChecked() {
        MockHttpServletRequest direct = new MockHttpServletRequest();
        direct.setSecure(true);
        direct.setRemoteAddr("203.0.113.5");
        direct.addHeader("X-Forwarded-Proto", "https");
        MockHttpServletRequest proxied = new MockHttpServletRequest();
        proxied.setRemoteAddr("10.1.2.3");
        proxied.addHeader("X-Forwarded-Proto", "https");
        Proxies proxies = new Proxies("10.0.0.0/8");

        assertThat(SessionFilter.isBinding(direct, proxies, true)).isFalse();
        assertThat(SessionFilter.isBinding(direct, proxies, false)).isTrue();
        assertThat(SessionFilter.isBinding(proxied, proxies, true)).isTrue();
        assertThat(SessionFilter.isBinding(new MockHttpServletRequest(), proxies, false))
                .isFalse();
    }

    @Test
    void tlsIsBelievedOfNamedProxiesOnly() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("10.1.2.3");
        request.addHeader("X-Forwarded-Proto", "https");

        assertThat(new Proxies("10.0.0.0/8").isSecure(request)).isTrue();
        assertThat(new Proxies("192.0.2.1").isSecure(request)).isFalse();
    }

    @Test
    void nonsenseInTheSettingsStopsTheStart() {
        assertThatThrownBy(() -> new Proxies("10.0.0.0/40")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Proxies("proxy.example")).isInstanceOf(IllegalArgumentException.class);
    }
}
