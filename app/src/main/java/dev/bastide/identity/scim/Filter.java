package dev.bastide.identity.scim;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filters directories look people up with: {@code userName}, {@code externalId} and {@code active}, each with
 * {@code eq}, joined by {@code and}.
 *
 * @param login a login in lower case; null when any will do
 * @param externalId the directory's own id, compared letter by letter; null when any will do
 * @param active null when either will do
 */
record Filter(
        @Nullable String login,
        @Nullable String externalId,
        @Nullable Boolean active) {
    private static final int CHARACTERS_MAX = 400;
    // Possessive throughout: what is matched once is never tried another way, nor kept on the stack for it.
    private static final Pattern TERM = Pattern.compile(
            "\\s*+(?:" + Pattern.quote(Attribute.CORE)
                    + ":)?+(\\w++)\\s++eq\\s++(?:\"((?:[^\"\\\\]++|\\\\[\"\\\\/])*+)\"|(true|false))\\s*+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern AND = Pattern.compile("and\\s", Pattern.CASE_INSENSITIVE);

    /** Reads a filter. Throws {@link ScimMistake} for any other than those above. */
    static Filter read(String text) {
        Filter filter = new Filter(null, null, null);
        if (text.isBlank()) {
            return filter;
        }
        if (text.length() > CHARACTERS_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw ScimMistake.filter();
        }
        Matcher term = TERM.matcher(text);
        int at = 0;
        while (true) {
            if (!term.region(at, text.length()).lookingAt()) {
                throw ScimMistake.filter();
            }
            filter = filter.with(term.group(1), term.group(2), term.group(3));
            at = term.end();
            if (at == text.length()) {
                return filter;
            }
            Matcher and = AND.matcher(text).region(at, text.length());
            if (!and.lookingAt()) {
                throw ScimMistake.filter();
            }
            at = and.end();
        }
    }

    private Filter with(String name, @Nullable String quoted, @Nullable String plain) {
        String said = quoted == null ? null : quoted.replaceAll("\\\\(.)", "$1");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "username" -> new Filter(once(login, lower(said)), externalId, active);
            case "externalid" -> new Filter(login, once(externalId, said), active);
            case "active" -> new Filter(login, externalId, once(active, truth(said, plain)));
            default -> throw ScimMistake.filter();
        };
    }

    private static <T> T once(@Nullable T before, @Nullable T now) {
        if (now == null || before != null) {
            throw ScimMistake.filter();
        }
        return now;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    /** Entra quotes it. */
    private static @Nullable Boolean truth(@Nullable String quoted, @Nullable String plain) {
        String word = quoted == null ? String.valueOf(plain) : quoted;
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }
}
