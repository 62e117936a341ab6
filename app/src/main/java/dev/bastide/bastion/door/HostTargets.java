package dev.bastide.bastion.door;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.ssh.Credential;
import dev.bastide.bastion.ssh.SshKeys;
import dev.bastide.bastion.ssh.Target;
import dev.bastide.page.Words;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Turns a host of the inventory into a place to connect to: pinned keys and a credential, or nothing. */
@Component
public class HostTargets {
    private final Hosts hosts;
    private final String consoleAddress;

    HostTargets(Hosts hosts, @Value("${bastide.url:}") String consoleAddress) {
        this.hosts = hosts;
        this.consoleAddress = consoleAddress;
    }

    /** For a person's own work. Throws {@link ActRefused} where no key is pinned or no credential is held. */
    public Target of(PersonId owner, Host host, String account) {
        return of(owner.toString(), host, account);
    }

    /** The same for work that Bastide does by itself under this name. */
    public Target of(String owner, Host host, String account) {
        List<PublicKey> pinned = hosts.pinnedKeys(host.id()).stream()
                .map(key -> SshKeys.read(key.type() + " " + key.base64()))
                .flatMap(Optional::stream)
                .toList();
        if (pinned.isEmpty()) {
            throw new ActRefused(Reason.of("bastion.refused.not-pinned", "A46", "/hosts/" + host.name(), host.path()));
        }
        Credential credential = switch (hosts.credential(host.id(), account)) {
            case dev.bastide.asset.Credential.Key held -> new Credential.HeldKey(held.pair());
            case dev.bastide.asset.Credential.Certificate issued -> new Credential.HeldKey(certified(issued));
        };
        return new Target(owner, host.address(), host.port(), pinned, account, credential);
    }

    /** A refusal as the terminal shows it: what was tried, why not, by which rule, what to do now. */
    List<String> lines(Words said, String tried, Reason reason) {
        List<String> lines = new ArrayList<>();
        lines.add(said.say("bastion.ssh.refused", tried));
        lines.add(said.say("bastion.ssh.why", said.why(reason)));
        if (!reason.duty().isEmpty()) {
            lines.add(said.say("bastion.ssh.rule", reason.duty()));
        }
        String remedy = remedy(said, reason);
        if (!remedy.isEmpty()) {
            lines.add(said.say("bastion.ssh.remedy", remedy, "").strip());
        }
        return lines;
    }

    /** What to do now, and where; empty when there is nothing. */
    String remedy(Words said, Reason reason) {
        String path = reason.remedyPath().isEmpty() ? "" : address(reason.remedyPath());
        return (said.remedy(reason) + " " + path).strip();
    }

    /** A path of the console as a person can open it. */
    String address(String path) {
        return consoleAddress + path;
    }

    private static KeyPair certified(dev.bastide.asset.Credential.Certificate issued) {
        PublicKey certificate = SshKeys.read(issued.line())
                .orElseThrow(() -> new IllegalStateException("our own certificate cannot be read"));
        return new KeyPair(certificate, issued.pair().getPrivate());
    }
}
