package dev.bastide.asset.scan.engine;

import java.time.Instant;
import java.util.List;

/**
 * What a server shows of itself under TLS.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipher the suite that was agreed
 * @param subject of the certificate
 * @param issuer who signed it
 * @param names the other names in it
 * @param notBefore from when it holds
 * @param notAfter until when it holds
 * @param sha256 of the whole certificate, in hexadecimal
 */
public record TlsShown(
        String protocol,
        String cipher,
        String subject,
        String issuer,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        String sha256) {
    public TlsShown {
        names = List.copyOf(names);
    }
}
