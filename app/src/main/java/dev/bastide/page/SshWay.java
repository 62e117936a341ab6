package dev.bastide.page;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How people reach hosts by ssh: through the bastion, known by its keys. Pages show whole lines that can be copied.
 *
 * @param host the bastion as clients name it
 * @param port where clients connect
 * @param keys the keys by which the bastion proves itself, the preferred one first
 * @param keyrings who knows of key files of a person's that ssh must be told of
 */
public record SshWay(String host, int port, List<HostKey> keys, List<Keyring> keyrings) {
    private static final int PORT_OF_SSH = 22;

    public SshWay {
        keys = List.copyOf(keys);
        keyrings = List.copyOf(keyrings);
    }

    /** A way on which everybody uses his own key as ssh finds it. */
    public SshWay(String host, int port, List<HostKey> keys) {
        this(host, port, keys, List.of());
    }

    /** Port: knows what ssh must be told to find a person's key, such as {@code -i FILE}; the demonstration answers. */
    public interface Keyring {
        /** The options, or nothing where ssh finds the key by itself. */
        Optional<String> options(String login);
    }

    /** Port: the bastion answers. */
    public interface Source {
        /** The way in for somebody who reached this console under that name; nothing while the door is shut. */
        Optional<SshWay> way(String consoleHost);

        /** The port that this program itself listens on for ssh; nothing while the door is shut. */
        Optional<Integer> listeningPort();
    }

    /** One key of the bastion, as {@code type base64}. */
    public record HostKey(String line) {

        /** Such as {@code ssh-ed25519}. */
        public String type() {
            return line.split(" ", -1)[0];
        }

        /** As ssh shows it: {@code SHA256:…}. */
        public String fingerprint() {
            try {
                byte[] key = Base64.getDecoder().decode(line.split(" ", -1)[1]);
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
                return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /** The whole line: {@code ssh -p 2222 anna%web-01@bastion.example}; the account may stand before the host. */
    public String line(String login, String target) {
        String options = keyrings.stream()
                .flatMap(ring -> ring.options(login).stream())
                .map(words -> words + " ")
                .findFirst()
                .orElse("");
        return "ssh " + (port == PORT_OF_SSH ? "" : "-p " + port + " ") + options + login + "%" + target + "@" + host;
    }

    /** The line for {@code known_hosts}, with which ssh need not ask; ssh then wants that key. */
    public String knownHosts() {
        return (port == PORT_OF_SSH ? host : "[" + host + "]:" + port) + " "
                + keys.getFirst().line();
    }

    /** Of the port's answers, the first; null without a bastion. */
    static @Nullable SshWay of(List<Source> sources, List<Keyring> keyrings, String consoleHost) {
        return sources.stream()
                .flatMap(source -> source.way(consoleHost).stream())
                .map(way -> new SshWay(way.host(), way.port(), way.keys(), keyrings))
                .findFirst()
                .orElse(null);
    }
}
