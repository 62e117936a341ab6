package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells names apart as a reader does. Every story names people by their names, so that a directory gives nobody the name of
 * somebody else who is here. Letters of different scripts that only look alike count as different.
 */
@Component
class PersonNames {
    /** What shows nothing: format characters, joiners and the selectors of variants. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\s]]|[\\u034F\\u17B4\\u17B5\\u180B-\\u180F\\uFE00-\\uFE0F]"
                    + "|[\\x{E0100}-\\x{E01EF}]");
    /** What shows a gap, whatever it is called. */
    private static final Pattern GAP = Pattern.compile("[\\s\\p{Z}\\u115F\\u1160\\u2800]+");

    private final JdbcClient jdbc;

    PersonNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether an active person other than this one, or any when there is none yet, bears a name that reads the same. */
    boolean isAnothers(@Nullable PersonId person, String name) {
        String read = asRead(name);
        return jdbc
                .sql("select id, name from identity.person where disabled_at is null")
                .query((row, number) -> new Named(row.getObject("id", UUID.class), row.getString("name")))
                .list()
                .stream()
                .anyMatch(other -> (person == null || !other.id().equals(person.value()))
                        && asRead(other.name()).equals(read));
    }

    private record Named(UUID id, String name) {}

    /** The name as it reads: without what is not seen, in one width and one case, its gaps one space. */
    static String asRead(String name) {
        String wide = Normalizer.normalize(UNSEEN.matcher(name).replaceAll(""), Normalizer.Form.NFKC);
        // Both ways, since some letters have one case only and fold into others by it.
        String folded = wide.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return GAP.matcher(Normalizer.normalize(folded, Normalizer.Form.NFKC))
                .replaceAll(" ")
                .strip();
    }
}
