package dev.bastide.bastion.door;

import dev.bastide.asset.HostKeyScan;
import dev.bastide.bastion.ssh.HostKeyLook;
import dev.bastide.bastion.ssh.SshKeys;
import java.util.List;
import org.springframework.stereotype.Component;

/** Shows which keys a host answers with, seen from the bastion; two people compare them with the host's own console. */
@Component
class SeenKeys implements HostKeyScan {
    @Override
    public List<String> keysAt(String address, int port) {
        return HostKeyLook.at(address, port).stream().map(SshKeys::line).toList();
    }
}
