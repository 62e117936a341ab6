package dev.bastide.page;

import dev.bastide.authority.Actor;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * How a person likes to read.
 *
 * @param locale language of words
 * @param zone zone in which times are shown
 */
public record Reader(Locale locale, ZoneId zone) {

    /** Port: {@code identity} answers from the person's settings. */
    public interface Source {
        /** The person's settings, or nothing for machines, strangers and people who never chose. */
        Optional<Reader> readerOf(Actor actor);
    }
}
