package dev.bastide.asset;

import java.util.List;

/**
 * Asks a host which keys it shows, so that a person can compare them with what the host itself says. The bastion
 * implements it; what it returns is a proposal and never trusted by itself.
 */
public interface HostKeyScan {
    /** Lines {@code type base64}; empty when nothing answered in time. */
    List<String> keysAt(String address, int port);
}
