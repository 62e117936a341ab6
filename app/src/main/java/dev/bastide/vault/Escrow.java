package dev.bastide.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who was given shares of the master key, as the home folder says. It holds no share.
 *
 * @param set names the shares that were made together
 * @param fingerprint of the key that they bring back
 * @param madeAt when
 * @param custodians who has one each
 */
public record Escrow(String set, String fingerprint, Instant madeAt, List<String> custodians) {
    static final String NAME = "master.key.escrow";

    private static final int HEAD = 3;

    public Escrow {
        custodians = List.copyOf(custodians);
    }

    /** The last one; nothing where there was none, or the file says nothing that makes sense. */
    public static Optional<Escrow> of(Path home) {
        Path file = home.resolve(NAME);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            if (lines.size() < HEAD + 2) {
                return Optional.empty();
            }
            return Optional.of(new Escrow(
                    lines.get(0), lines.get(1), Instant.parse(lines.get(2)), lines.subList(HEAD, lines.size())));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether its shares bring back another key than the one in use. */
    public boolean isStale(String inUse) {
        return !fingerprint.equals(inUse);
    }

    void write(Path home, KeyDisk disk) throws IOException {
        List<String> lines = new ArrayList<>(List.of(set, fingerprint, madeAt.toString()));
        lines.addAll(custodians);
        Path file = home.resolve(NAME);
        disk.write(KeyFile.next(file), String.join("\n", lines) + "\n");
        KeyFile.own(KeyFile.next(file), home);
        disk.rename(KeyFile.next(file), file);
    }
}
