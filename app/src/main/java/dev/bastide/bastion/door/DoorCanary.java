package dev.bastide.bastion.door;

import dev.bastide.audit.CanaryDoor;
import dev.bastide.bastion.ssh.Knock;
import dev.bastide.bastion.ssh.SshKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The canary at the SSH door: it signs in over the real port, with a login that nobody has and a key made for this one
 * time, and the refusal is recorded as every refused login is. It counts as one failure of this machine's own address, far
 * below what bars one. Source: seed 000 s4 (A113).
 */
@Component
class DoorCanary implements CanaryDoor {
    private final String address;
    private final Bastion bastion;

    DoorCanary(@Value("${bastide.ssh-address:}") String address, Bastion bastion) {
        this.address = address;
        this.bastion = bastion;
    }

    @Override
    public String component() {
        return "bastide/ssh";
    }

    @Override
    public String family() {
        return "login";
    }

    @Override
    public String operation() {
        return "bastion.login";
    }

    @Override
    public void knock(String name) throws IOException {
        int port = bastion.port().orElseThrow(() -> new IOException("the SSH door is shut"));
        List<PublicKey> keys = bastion.publicKeys().stream()
                .map(SshKeys::read)
                .flatMap(Optional::stream)
                .toList();
        Knock.at(place(), port, keys, name);
    }

    /** Where the door listens; what listens everywhere is reached over the loopback. */
    private String place() throws IOException {
        InetAddress named = InetAddress.getByName(address);
        return address.isEmpty() || named.isAnyLocalAddress()
                ? InetAddress.getLoopbackAddress().getHostAddress()
                : named.getHostAddress();
    }
}
