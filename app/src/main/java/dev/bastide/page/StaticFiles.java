package dev.bastide.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The version under which browsers keep our static files for ever: the hash of the files themselves. */
@Component
class StaticFiles {
    private static final List<String> OURS = List.of(
            "static/bastide.css",
            "static/bastide.js",
            "static/import.js",
            "static/mark.svg",
            "static/passkey.js",
            "static/session.css",
            "static/session.js",
            "static/theme.js");

    private final String version;

    StaticFiles() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String path : OURS) {
                try (InputStream file = new ClassPathResource(path).getInputStream()) {
                    digest.update(file.readAllBytes());
                }
            }
            version = HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own static files are missing", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String version() {
        return version;
    }
}
