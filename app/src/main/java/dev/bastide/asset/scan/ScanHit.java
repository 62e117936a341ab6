package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.Service;
import dev.bastide.asset.scan.engine.TlsShown;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open port as a scan found it. */
record ScanHit(
        String address,
        int port,
        String protocol,
        String service,
        String product,
        String version,
        String cpe,
        String banner,
        String title,
        String tls,
        String certificate,
        List<String> names,
        @Nullable Instant notAfter) {
    ScanHit {
        names = List.copyOf(names);
    }

    static ScanHit of(Address address, int port, boolean datagrams, @Nullable Service said) {
        TlsShown tls = said == null ? null : said.tls();
        return new ScanHit(
                address.toString(),
                port,
                datagrams ? "udp" : "tcp",
                said == null ? "" : said.protocol(),
                said == null ? "" : cut(said.product()),
                said == null ? "" : cut(said.version()),
                said == null ? "" : cut(said.cpe()),
                said == null ? "" : said.banner(),
                said == null ? "" : said.title(),
                tls == null ? "" : tls.protocol() + " " + tls.subject(),
                tls == null ? "" : tls.sha256(),
                tls == null ? List.of() : tls.names(),
                tls == null ? null : tls.notAfter());
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300);
    }

    String key() {
        return address + " " + port + " " + protocol;
    }

    /** {@code 10.0.0.5:443}, an IPv6 address in brackets. */
    String place() {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return host + ":" + port + (protocol.equals("udp") ? "/udp" : "");
    }

    /** Product and version, else the protocol. */
    String words() {
        String words = product.isEmpty() ? service : product + (version.isEmpty() ? "" : " " + version);
        return words.isEmpty() ? "?" : words;
    }
}
