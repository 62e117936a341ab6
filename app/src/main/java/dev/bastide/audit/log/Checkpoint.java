package dev.bastide.audit.log;

import java.util.Base64;

/**
 * The head of the log at one size, as C2SP tlog-checkpoint writes it.
 *
 * @param origin names the log; also the name of its key
 * @param size how many records
 * @param root the root of their tree
 */
public record Checkpoint(String origin, long size, byte[] root) {
    /** What is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }
}
