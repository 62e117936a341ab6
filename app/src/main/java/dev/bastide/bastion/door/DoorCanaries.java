package dev.bastide.bastion.door;

import dev.bastide.audit.CanaryDoor;
import dev.bastide.bastion.ssh.Knock;
import dev.bastide.bastion.ssh.SshKeys;
import dev.bastide.bastion.ssh.Wishes;
import java.io.IOException;
import java.net.InetAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The canaries at the SSH door. A stranger's key and a wrong code each count as one failure of this machine's own address,
 * far below what bars one. Of users the door knows nothing but who they are. Source: seed 000 s4 (A113).
 */
@Configuration(proxyBeanMethods = false)
class DoorCanaries {
    private static final String SSH = "bastide/ssh";
    private static final String FORWARDING = "bastide/ssh-forwarding";

    private final String address;
    private final Bastion bastion;
    private final Canary canary;

    DoorCanaries(@Value("${bastide.ssh-address:}") String address, Bastion bastion, Canary canary) {
        this.address = address;
        this.bastion = bastion;
        this.canary = canary;
    }

    @Bean
    CanaryDoor sshLogin() {
        return new DoorCanary(SSH, "login", "bastion.login", this::door, Knock::asStranger);
    }

    @Bean
    CanaryDoor sshVerification() {
        return new DoorCanary(
                SSH,
                "verification",
                "bastion.login",
                this::door,
                (door, name) -> door.withWrongCode(name, canary.pair()));
    }

    @Bean
    CanaryDoor sshCommand() {
        return known(SSH, "authorisation", "session.open", Wishes.command());
    }

    @Bean
    CanaryDoor sshFiles() {
        return known(SSH, "access", "session.open", Wishes.files());
    }

    @Bean
    CanaryDoor sshForwarding() {
        return known(FORWARDING, "access", "session.refuse", Wishes.forwarding());
    }

    private CanaryDoor known(String component, String family, String operation, Knock.Wish wish) {
        return new DoorCanary(
                component,
                family,
                operation,
                this::door,
                (door, name) -> door.asKnown(name, canary.pair(), canary.code(), wish));
    }

    private Knock door() throws IOException {
        int port = bastion.port().orElseThrow(() -> new IOException("the SSH door is shut"));
        List<PublicKey> keys = bastion.publicKeys().stream()
                .map(SshKeys::read)
                .flatMap(Optional::stream)
                .toList();
        return new Knock(place(), port, keys);
    }

    /** Where the door listens; what listens everywhere is reached over the loopback. */
    private String place() throws IOException {
        InetAddress named = InetAddress.getByName(address);
        return address.isEmpty() || named.isAnyLocalAddress()
                ? InetAddress.getLoopbackAddress().getHostAddress()
                : named.getHostAddress();
    }
}
