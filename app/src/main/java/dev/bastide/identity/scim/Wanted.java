package dev.bastide.identity.scim;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a person is to be after a request: what it says, and for the rest what he is.
 *
 * @param spokeOfDuty whether the directory has said anything, now or before, that could name a duty
 */
record Wanted(String name, String email, boolean active, Entry.Words words, boolean spokeOfDuty) {

    /** The same under this name and at this address. */
    Wanted called(String otherName, String otherEmail) {
        return new Wanted(otherName, otherEmail, active, words, spokeOfDuty);
    }

    /** A new person. A login that is an address serves as one when no other is named. */
    static Wanted of(String login, Said said) {
        String email = said.value(Attribute.EMAIL)
                .or(() -> Optional.of(login).filter(text -> text.contains("@")))
                .orElseThrow(() -> ScimMistake.value(Attribute.EMAIL.word()));
        return new Wanted(
                name(said).orElse(login),
                email,
                said.value(Attribute.ACTIVE).isEmpty() || active(said),
                words(said),
                true);
    }

    /** A whole resource in place of what is there (PUT): what it leaves out of the directory's own words is gone. */
    static Wanted replacing(Entry entry, Said said) {
        return new Wanted(
                name(said).orElse(entry.name()),
                said.value(Attribute.EMAIL).orElse(entry.email()),
                said.names(Attribute.ACTIVE) ? active(said) : entry.active(),
                words(said),
                true);
    }

    /** Parts in place of parts (PATCH). */
    static Wanted changing(Entry entry, Said said) {
        if (said.names(Attribute.EMAIL) && said.value(Attribute.EMAIL).isEmpty()) {
            throw ScimMistake.value(Attribute.EMAIL.word());
        }
        Entry.Words old = entry.words();
        Entry.Words words = new Entry.Words(
                part(said, Attribute.EXTERNAL_ID, old.externalId()),
                part(said, Attribute.GIVEN_NAME, old.givenName()),
                part(said, Attribute.FAMILY_NAME, old.familyName()),
                part(said, Attribute.TITLE, old.title()),
                part(said, Attribute.DEPARTMENT, old.department()));
        boolean spoke = said.names(Attribute.TITLE)
                || said.names(Attribute.DEPARTMENT)
                || old.title() != null
                || old.department() != null;
        return new Wanted(
                changedName(entry, said, words),
                said.value(Attribute.EMAIL).orElse(entry.email()),
                said.names(Attribute.ACTIVE) ? active(said) : entry.active(),
                words,
                spoke);
    }

    private static String changedName(Entry entry, Said said, Entry.Words words) {
        Optional<String> whole = said.value(Attribute.DISPLAY_NAME).or(() -> said.value(Attribute.FORMATTED));
        boolean parts = said.names(Attribute.GIVEN_NAME) || said.names(Attribute.FAMILY_NAME);
        return whole.or(() -> parts ? joined(words.givenName(), words.familyName()) : Optional.empty())
                .orElse(entry.name());
    }

    private static Optional<String> name(Said said) {
        return said.value(Attribute.DISPLAY_NAME)
                .or(() -> said.value(Attribute.FORMATTED))
                .or(() -> joined(
                        said.value(Attribute.GIVEN_NAME).orElse(null),
                        said.value(Attribute.FAMILY_NAME).orElse(null)));
    }

    private static Optional<String> joined(@Nullable String given, @Nullable String family) {
        String name = Stream.of(Optional.ofNullable(given), Optional.ofNullable(family))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return Optional.of(name).filter(text -> !text.isEmpty());
    }

    /** Nobody is left active by a value that is gone: it is a mistake instead. */
    private static boolean active(Said said) {
        return said.value(Attribute.ACTIVE)
                .map(Boolean::parseBoolean)
                .orElseThrow(() -> ScimMistake.value(Attribute.ACTIVE.word()));
    }

    private static Entry.Words words(Said said) {
        return new Entry.Words(
                part(said, Attribute.EXTERNAL_ID, null),
                part(said, Attribute.GIVEN_NAME, null),
                part(said, Attribute.FAMILY_NAME, null),
                part(said, Attribute.TITLE, null),
                part(said, Attribute.DEPARTMENT, null));
    }

    private static @Nullable String part(Said said, Attribute attribute, @Nullable String old) {
        return said.names(attribute) ? said.value(attribute).orElse(null) : old;
    }
}
