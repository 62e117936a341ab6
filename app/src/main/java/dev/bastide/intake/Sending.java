package dev.bastide.intake;

import java.net.URI;
import java.util.OptionalInt;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How to send to a source, as a line to copy: with the port that is really open, and the console's own address. */
@Component
class Sending {
    private final ObjectProvider<SyslogWay> syslog;
    private final String console;

    Sending(
            ObjectProvider<SyslogWay> syslog,
            @Value("${bastide.url:}") String console,
            @Value("${bastide.http-port:8443}") String port) {
        this.syslog = syslog;
        this.console = console.isBlank() ? "https://localhost:" + port : console.replaceAll("/+$", "");
    }

    /** The port of the open door by which a source comes; nothing where it is shut, or no door of syslog. */
    OptionalInt port(SourceKind kind) {
        SyslogWay way = syslog.getIfAvailable();
        return way == null ? OptionalInt.empty() : way.openPort(kind);
    }

    /** The line; empty where a source's door is shut. */
    String line(Source source, String token) {
        return switch (source.kind()) {
            case SYSLOG_UDP -> logger(source, "--udp");
            case SYSLOG_TCP -> logger(source, "--tcp");
            // The usual logger does not speak TLS.
            case SYSLOG_TLS ->
                port(source.kind()).isEmpty()
                        ? ""
                        : "echo \"<13>1 $(date -u +%FT%TZ) $(hostname) test - - - hello\" | openssl s_client -quiet -connect "
                                + host() + ":" + port(source.kind()).getAsInt();
            case HTTP ->
                "curl -H 'Authorization: Bearer " + token + "' -H 'Content-Type: application/x-ndjson' --data "
                        + "\"{\\\"time\\\":\\\"$(date -u +%FT%TZ)\\\",\\\"message\\\":\\\"hello\\\"}\" " + console
                        + "/api/v1/intake/" + source.name();
            case OTLP ->
                "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=" + console
                        + "/v1/logs OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer " + token + "'";
        };
    }

    private String logger(Source source, String how) {
        OptionalInt port = port(source.kind());
        return port.isEmpty()
                ? ""
                : "logger --server " + host() + " --port " + port.getAsInt() + " " + how + " --rfc5424 -t test 'hello'";
    }

    private String host() {
        String host = URI.create(console).getHost();
        return host == null ? "localhost" : host;
    }
}
