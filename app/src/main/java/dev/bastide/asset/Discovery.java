package dev.bastide.asset;

import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One look at what is there.
 *
 * @param source what sort of look: {@code scan}, {@code nmap}, {@code dhcp}, {@code sshd} and the like
 * @param title what a reader calls it, such as the name of the file
 * @param site which site was looked at, where it was one
 */
public record Discovery(
        String source, String title, @Nullable UUID site) {
    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int TITLE_CHARACTERS_MAX = 300;

    /** Checks the source; an over-long title is cut. */
    public Discovery {
        Objects.requireNonNull(title);
        if (!SOURCE.matcher(source).matches()) {
            throw new IllegalArgumentException("a source is one plain word: " + source);
        }
        String plain = title.replaceAll("\\p{Cntrl}", " ").strip();
        title = plain.isEmpty()
                ? source
                : plain.length() > TITLE_CHARACTERS_MAX ? plain.substring(0, TITLE_CHARACTERS_MAX) : plain;
    }
}
