package dev.bastide.identity.passkey;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Who asks for a passkey: the one address people use, from {@code bastide.url}, or this machine itself under the name
 * localhost. A passkey is bound to that name by the browser, so that no other site can ask for it.
 */
@Component
public class RelyingParty {
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|\\[.*");

    private final Environment settings;

    RelyingParty(Environment settings) {
        this.settings = settings;
    }

    /**
     * @param origin scheme, host and port as browsers write them
     * @param id the host's name alone
     */
    record At(String origin, String id) {}

    /** The address where passkeys work; empty when it is only numbers, which the standard does not allow. */
    Optional<At> at() {
        URI uri = URI.create(address());
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (host.isEmpty() || NUMBERS.matcher(host).matches()) {
            return Optional.empty();
        }
        boolean usual = uri.getPort() < 0
                || (uri.getScheme().equals("https") && uri.getPort() == 443)
                || (uri.getScheme().equals("http") && uri.getPort() == 80);
        return Optional.of(new At(uri.getScheme() + "://" + host + (usual ? "" : ":" + uri.getPort()), host));
    }

    /** The address people use, for the words that tell where a passkey works. */
    public String address() {
        String configured = settings.getProperty("bastide.url", "");
        if (!configured.isBlank()) {
            return configured.strip();
        }
        String tls = settings.getProperty("bastide.tls", "on");
        String scheme = tls.equals("off") || tls.equals("false") ? "http" : "https";
        String port = settings.getProperty("local.server.port", settings.getProperty("bastide.http-port", "8443"));
        return scheme + "://localhost:" + port;
    }
}
