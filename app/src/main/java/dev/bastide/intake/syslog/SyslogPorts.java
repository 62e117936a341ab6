package dev.bastide.intake.syslog;

import dev.bastide.intake.SourceKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where the doors of syslog are: {@code bastide.syslog.address}, the loopback unless set, and a port for each; {@code off}
 * keeps one shut, 0 takes any that is free.
 */
@Component
class SyslogPorts {
    private final String address;
    private final Map<SourceKind, String> ports;
    private final boolean offline;

    SyslogPorts(
            @Value("${bastide.syslog.address:127.0.0.1}") String address,
            @Value("${bastide.syslog.udp-port:5514}") String udp,
            @Value("${bastide.syslog.tcp-port:5514}") String tcp,
            @Value("${bastide.syslog.tls-port:6514}") String tls,
            @Value("${bastide.offline:false}") boolean offline) {
        this.address = address;
        this.ports = Map.of(SourceKind.SYSLOG_UDP, udp, SourceKind.SYSLOG_TCP, tcp, SourceKind.SYSLOG_TLS, tls);
        this.offline = offline;
    }

    /** Where this door is to be; nothing where it stays shut. */
    Optional<InetSocketAddress> of(SourceKind kind) {
        String port = ports.getOrDefault(kind, "off").strip();
        if (offline || port.equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByName(address), Integer.parseInt(port)));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "bastide.syslog.address is an address and each port a number or off, not " + address + " " + port,
                    e);
        }
    }
}
