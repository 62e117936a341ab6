package dev.bastide.asset;

/**
 * A host key that two people vouched for.
 *
 * @param type such as {@code ssh-ed25519}
 * @param base64 the key's wire form, as {@code known_hosts} holds it
 * @param fingerprint {@code SHA256:…}, as OpenSSH shows it
 */
public record PinnedKey(String type, String base64, String fingerprint) {}
