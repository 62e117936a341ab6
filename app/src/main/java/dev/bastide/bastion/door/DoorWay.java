package dev.bastide.bastion.door;

import dev.bastide.page.SshWay;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Tells pages how clients reach the bastion: by the name in {@code bastide.ssh-name} ({@code host} or
 * {@code host:port}), else the console's own name, else the name the reader came by. That one comes from outside and
 * goes into lines that people copy: unless it is a plain name, {@code localhost} is shown.
 */
@Component
class DoorWay implements SshWay.Source {
    private static final String NOWHERE = "localhost";

    private final Bastion bastion;
    private final Optional<DoorName> name;
    private final Optional<String> console;

    DoorWay(Bastion bastion, @Value("${bastide.ssh-name:}") String name, @Value("${bastide.url:}") String console) {
        this.bastion = bastion;
        this.name = name.isBlank() ? Optional.empty() : Optional.of(named(name));
        this.console = console.isBlank() ? Optional.empty() : Optional.of(consoleNamed(console));
    }

    @Override
    public Optional<SshWay> way(String consoleHost) {
        return bastion.port()
                .map(port -> new SshWay(
                        host(consoleHost),
                        name.map(DoorName::port).filter(said -> said > 0).orElse(port),
                        bastion.publicKeys().stream().map(SshWay.HostKey::new).toList()));
    }

    @Override
    public Optional<Integer> listeningPort() {
        return bastion.port();
    }

    private String host(String consoleHost) {
        return name.map(DoorName::host).or(() -> console).orElseGet(() -> shown(consoleHost));
    }

    /** The name the reader came by, where it may stand in a line for a shell. */
    static String shown(String consoleHost) {
        return DoorName.host(consoleHost).orElse(NOWHERE);
    }

    /** Throws {@link DoorMisnamed}. */
    static DoorName named(String setting) {
        return DoorName.read(setting)
                .orElseThrow(() -> new DoorMisnamed("BASTIDE_SSH_NAME is not a DNS name or IP address,"
                        + " alone or with a port as in bastion.example:2222."));
    }

    /** Throws {@link DoorMisnamed}. */
    static String consoleNamed(String setting) {
        return DoorName.ofConsole(setting)
                .orElseThrow(
                        () -> new DoorMisnamed("BASTIDE_URL is not an address such as https://bastide.example:8443."));
    }
}
