package dev.bastide.audit.log;

import java.util.Base64;
import java.util.Optional;

/**
 * The head of the log at one size, as C2SP tlog-checkpoint writes it.
 *
 * @param origin names the log; also the name of its key
 * @param size how many records
 * @param root the root of their tree
 */
public record Checkpoint(String origin, long size, byte[] root) {
    /** What a note says, without asking who signed it. Empty when it is no checkpoint. */
    public static Optional<Checkpoint> read(String note) {
        String[] lines = note.split("\n", -1);
        if (lines.length < 5 || !lines[3].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        try {
            byte[] root = Base64.getDecoder().decode(lines[2]);
            return Optional.of(new Checkpoint(lines[0], Long.parseLong(lines[1]), root))
                    .filter(read -> root.length == TreeHash.LENGTH);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The whole note with the log's own signature. */
    public String note(NoteSigner log) {
        return text() + "\n" + log.sign(text());
    }

    /** What is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }
}
