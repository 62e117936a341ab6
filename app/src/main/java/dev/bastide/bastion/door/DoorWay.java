package dev.bastide.bastion.door;

import dev.bastide.page.SshWay;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Tells pages how clients reach the bastion: by the name in {@code bastide.ssh-name} ({@code host} or
 * {@code host:port}), else the console's own name, else the name the reader came by.
 */
@Component
class DoorWay implements SshWay.Source {
    private final Bastion bastion;
    private final String name;
    private final String console;

    DoorWay(Bastion bastion, @Value("${bastide.ssh-name:}") String name, @Value("${bastide.url:}") String console) {
        this.bastion = bastion;
        this.name = name;
        this.console = console;
    }

    @Override
    public Optional<SshWay> way(String consoleHost) {
        return bastion.port()
                .map(port -> new SshWay(
                        host(consoleHost),
                        named(port),
                        bastion.publicKeys().stream().map(SshWay.HostKey::new).toList()));
    }

    @Override
    public Optional<Integer> listeningPort() {
        return bastion.port();
    }

    private String host(String consoleHost) {
        if (!name.isBlank()) {
            return hasPort() ? name.substring(0, name.indexOf(':')) : name.strip();
        }
        String host = console.isBlank() ? null : java.net.URI.create(console).getHost();
        return (host == null ? consoleHost : host).replaceAll("[\\[\\]]", "");
    }

    private int named(int listening) {
        return hasPort()
                ? Integer.parseInt(name.substring(name.indexOf(':') + 1).strip())
                : listening;
    }

    // More than one colon is an IPv6 address without a port.
    private boolean hasPort() {
        return name.indexOf(':') > 0 && name.indexOf(':') == name.lastIndexOf(':');
    }
}
