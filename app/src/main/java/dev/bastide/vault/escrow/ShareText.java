package dev.bastide.vault.escrow;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A share as it is printed and typed: two lines of eight groups of five characters, of an alphabet without I, L, O and U,
 * which are taken for 1, 1, 0 and V. All other lines of a sheet are words around it.
 */
public final class ShareText {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS = 5;
    private static final int CHARACTERS = Share.LENGTH * 8 / BITS;
    private static final int GROUP = 5;
    private static final int GROUPS = 8;
    private static final Pattern LINE =
            Pattern.compile("\\s*([0-9A-Za-z]{5}[ -]+){" + (GROUPS - 1) + "}[0-9A-Za-z]{5}\\s*");

    private final List<String> half = new ArrayList<>();

    /** The two lines of a share. */
    public static List<String> lines(Share share) {
        BigInteger number = new BigInteger(1, share.toBytes());
        StringBuilder text = new StringBuilder();
        for (int at = CHARACTERS - 1; at >= 0; at--) {
            text.append(ALPHABET.charAt(number.shiftRight(at * BITS).intValue() & (ALPHABET.length() - 1)));
        }
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < text.length(); line += GROUP * GROUPS) {
            List<String> groups = new ArrayList<>();
            for (int group = line; group < line + GROUP * GROUPS; group += GROUP) {
                groups.add(text.substring(group, group + GROUP));
            }
            lines.add(String.join(" ", groups));
        }
        return lines;
    }

    /** Takes one line; gives a share when it was the second of one. Throws {@link Share.NoSecret} for one that was mistyped. */
    public Optional<Share> take(String line) {
        if (!LINE.matcher(line).matches()) {
            return Optional.empty();
        }
        half.add(line);
        if (half.size() < 2) {
            return Optional.empty();
        }
        String text = String.join("", half);
        half.clear();
        return Optional.of(read(text));
    }

    /** Whether it has the first line of a share and waits for the second. */
    public boolean isHalf() {
        return !half.isEmpty();
    }

    private static Share read(String text) {
        BigInteger number = BigInteger.ZERO;
        for (char typed : text.toUpperCase(Locale.ROOT).toCharArray()) {
            if (typed == ' ' || typed == '-' || typed == '\t') {
                continue;
            }
            int value = ALPHABET.indexOf(meant(typed));
            if (value < 0) {
                throw new Share.NoSecret("it was mistyped: " + "no share has every character of it");
            }
            number = number.shiftLeft(BITS).or(BigInteger.valueOf(value));
        }
        byte[] bytes = number.toByteArray();
        byte[] whole = new byte[Share.LENGTH];
        int length = Math.min(bytes.length, Share.LENGTH);
        System.arraycopy(bytes, bytes.length - length, whole, Share.LENGTH - length, length);
        return Share.of(whole);
    }

    private static char meant(char typed) {
        return switch (typed) {
            case 'I', 'L' -> '1';
            case 'O' -> '0';
            case 'U' -> 'V';
            default -> typed;
        };
    }
}
