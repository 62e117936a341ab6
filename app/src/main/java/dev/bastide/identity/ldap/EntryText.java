package dev.bastide.identity.ldap;

import com.unboundid.ldap.sdk.Entry;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of a directory as text. Throws {@link LdapDown} for one of which nobody can say who it is. */
final class EntryText {
    /** Ids that are bytes rather than text. */
    private static final Set<String> BYTES = Set.of("objectguid", "guid", "objectsid");

    /** Characters that show nothing, which no name may hold here. */
    private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}+");

    private static final int NAME_CHARACTERS_MAX = 200;
    private static final int WORD_CHARACTERS_MAX = 256;
    private static final int ID_CHARACTERS_MAX = 200;

    private EntryText() {}

    static Found read(Entry entry, LdapSource.Names names) {
        String name = one(entry, names.name(), NAME_CHARACTERS_MAX);
        String email = one(entry, names.email(), WORD_CHARACTERS_MAX);
        return new Found(
                id(entry, names.id()),
                required(entry, names.login(), one(entry, names.login(), WORD_CHARACTERS_MAX)),
                name == null ? "" : UNSEEN.matcher(name).replaceAll("").strip(),
                email == null ? "" : email,
                sole(entry, names.title()),
                sole(entry, names.department()),
                isActive(entry, names));
    }

    private static String id(Entry entry, String attribute) {
        byte[] bytes = entry.getAttributeValueBytes(attribute);
        String text = bytes != null && BYTES.contains(attribute.toLowerCase(Locale.ROOT))
                ? HexFormat.of().formatHex(bytes)
                : one(entry, attribute, ID_CHARACTERS_MAX);
        return required(entry, attribute, text);
    }

    private static String required(Entry entry, String attribute, @Nullable String value) {
        if (value == null) {
            throw new LdapDown("identity.ldap.down.lacks", entry.getDN(), attribute);
        }
        return value;
    }

    /** The first value, on one line; null when there is none. */
    private static @Nullable String one(Entry entry, String attribute, int charactersMax) {
        @Nullable String value = attribute.isEmpty() ? null : entry.getAttributeValue(attribute);
        if (value == null) {
            return null;
        }
        String line = value.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (line.length() > charactersMax) {
            throw new LdapDown("identity.ldap.down.long", entry.getDN(), attribute);
        }
        return line.isEmpty() ? null : line;
    }

    /** The only value: of several nobody knows which counts, so that none does. */
    private static @Nullable String sole(Entry entry, String attribute) {
        String @Nullable [] values = attribute.isEmpty() ? null : entry.getAttributeValues(attribute);
        return values == null || values.length != 1 ? null : one(entry, attribute, WORD_CHARACTERS_MAX);
    }

    private static boolean isActive(Entry entry, LdapSource.Names names) {
        @Nullable String value = one(entry, names.active(), WORD_CHARACTERS_MAX);
        if (value == null) {
            return true;
        }
        if (!names.gone().startsWith("&")) {
            return !value.equalsIgnoreCase(names.gone());
        }
        try {
            return (Long.parseLong(value) & Long.parseLong(names.gone().substring(1))) == 0;
        } catch (NumberFormatException e) {
            throw new LdapDown("identity.ldap.down.number", entry.getDN(), names.active());
        }
    }
}
