package dev.bastide.bastion.ssh;

import java.net.InetAddress;
import java.util.UUID;

/**
 * A person at the door whose key's signature has verified in this process.
 *
 * @param connection names this one SSH connection; several channels share it
 * @param person the identifier that {@link Gate#owner} gave
 * @param fingerprint SHA-256 of the key that signed, as {@code SHA256:…}
 * @param source where the TCP connection comes from
 * @param address what the person asked for
 */
public record Visitor(UUID connection, String person, String fingerprint, InetAddress source, Address address) {}
