package dev.bastide.ground;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Reads {@code BASTIDE_DATABASE_URL}, which names somebody's own PostgreSQL 15 to 18:
 * {@code postgresql://owner:password@host:5432/database?sslmode=verify-full}. The second role, {@code bastide_app},
 * has the password of {@code BASTIDE_DATABASE_APP_PASSWORD}.
 */
final class ExternalDatabase {
    static final String APP_ROLE = "bastide_app";
    private static final int DEFAULT_PORT = 5432;

    private ExternalDatabase() {}

    /** Throws {@link IllegalStateException} with a full sentence when the address cannot be used. */
    static DatabaseAddress of(String address, String appPassword) {
        String plain = address.startsWith("jdbc:") ? address.substring("jdbc:".length()) : address;
        URI uri;
        try {
            uri = new URI(plain);
        } catch (URISyntaxException e) {
            // The address holds a password, so neither it nor the cause is repeated.
            throw unusable("it is not an address");
        }
        if (uri.getScheme() == null || !uri.getScheme().startsWith("postgres") || uri.getHost() == null) {
            throw unusable("it must begin with postgresql:// and name a host");
        }
        String userInfo = uri.getRawUserInfo();
        if (userInfo == null || !userInfo.contains(":")) {
            throw unusable("it must name the owner role and its password");
        }
        if (appPassword.isBlank()) {
            throw new IllegalStateException(
                    "BASTIDE_DATABASE_APP_PASSWORD is missing: with a database of your own, make"
                            + " the role bastide_app there and name its password. See docs/operations/install.md.");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String url = "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query;
        int colon = userInfo.indexOf(':');
        return new DatabaseAddress(
                url,
                new DatabaseAddress.Login(
                        decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1))),
                new DatabaseAddress.Login(APP_ROLE, appPassword));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalStateException unusable(String why) {
        return new IllegalStateException("BASTIDE_DATABASE_URL cannot be used: " + why
                + ". It looks like postgresql://owner:password@host:5432/database");
    }
}
