package dev.bastide.asset.scan.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What answers at a port, as far as it says.
 *
 * @param protocol such as {@code ssh}; {@code unknown} where nothing that is known was said
 * @param banner its own words, printable and short; empty where it has none
 * @param title of its start page, where it is a web server
 * @param facts what the rules tell, such as {@code service.product}
 * @param tls what it shows under TLS, where it speaks that
 */
public record Service(
        String protocol,
        String banner,
        String title,
        Map<String, String> facts,
        @Nullable TlsShown tls) {
    /** Nothing that is known was said. */
    public static final String UNKNOWN = "unknown";

    public Service {
        facts = Map.copyOf(facts);
    }

    /** The product, empty where no rule knows it. */
    public String product() {
        return facts.getOrDefault("service.product", "");
    }

    /** Its version, empty where it does not say. */
    public String version() {
        return facts.getOrDefault("service.version", "");
    }

    /** Its name among platforms ({@code cpe:…}), empty where no rule gives one. */
    public String cpe() {
        return facts.getOrDefault("service.cpe23", "");
    }
}
