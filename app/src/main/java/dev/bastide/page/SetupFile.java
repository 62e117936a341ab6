package dev.bastide.page;

import dev.bastide.authority.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of the parsed set-up file that knows where it stands, so that every mistake names its place. A section may be
 * a list: then {@link #items()} gives its entries.
 */
public final class SetupFile {
    private static final List<String> CALLED = List.of("login", "person", "path", "name", "id");

    private final @Nullable Object value;
    private final String place;

    public SetupFile(@Nullable Object value, String place) {
        this.value = value;
        this.place = place;
    }

    /** Where it stands, such as {@code people[2].login}. */
    public String place() {
        return place;
    }

    /** The entries of a list. Throws {@link BadInput} when it is none. */
    public List<SetupFile> items() {
        if (!(value instanceof List<?> list)) {
            throw wrong("page.setup.not-a-list");
        }
        List<SetupFile> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(new SetupFile(list.get(i), place + "[" + i + "]"));
        }
        return items;
    }

    /** One entry of a list, if this is a list that has so many. */
    public Optional<SetupFile> item(int index) {
        return value instanceof List<?> list && index < list.size()
                ? Optional.of(new SetupFile(list.get(index), place + "[" + index + "]"))
                : Optional.empty();
    }

    /** The part under this key; {@link #isThere()} tells whether the file has it. */
    public SetupFile at(String key) {
        return new SetupFile(map().get(key), place.isEmpty() ? key : place + "." + key);
    }

    /** Whether the file says anything here. */
    public boolean isThere() {
        return value != null;
    }

    /** Whether there is a plain text here rather than a list or a map. */
    public boolean isText() {
        return value != null && !(value instanceof Map<?, ?>) && !(value instanceof List<?>);
    }

    /** Whether there is a group of keys and values here. */
    public boolean isGroup() {
        return value instanceof Map<?, ?>;
    }

    /** The text here. Throws {@link BadInput} when there is none. */
    public String text() {
        return optionalText().orElseThrow(() -> wrong("page.setup.missing"));
    }

    /** The text here, if any. */
    public Optional<String> optionalText() {
        return switch (value) {
            case null -> Optional.empty();
            case Map<?, ?> map -> throw wrong("page.setup.not-a-text");
            case List<?> list -> throw wrong("page.setup.not-a-text");
            default -> Optional.of(value.toString().strip()).filter(text -> !text.isEmpty());
        };
    }

    /** The text under this key. Throws {@link BadInput} when there is none. */
    public String text(String key) {
        return at(key).text();
    }

    /** The text under this key, or the given one. */
    public String text(String key, String otherwise) {
        return at(key).optionalText().orElse(otherwise);
    }

    /** Refuses keys that nobody reads: a misspelt key must not be silently ignored. */
    public SetupFile allow(String... keys) {
        Set<String> known = Set.of(keys);
        for (String key : map().keySet()) {
            if (!known.contains(key)) {
                throw at(key).wrong("page.setup.unknown-key");
            }
        }
        return this;
    }

    /** A mistake at this place, for rooms that find one of their own; its first argument is the place. */
    public BadInput wrong(String key, String... args) {
        List<String> all = new ArrayList<>();
        all.add(place);
        all.addAll(List.of(args));
        return new BadInput(place, key, all);
    }

    /** A refusal of what stands at this place, as a mistake of the file. */
    public BadInput refused(Reason reason) {
        return new BadInput(place, reason.key(), reason.args());
    }

    /** The same mistake with its place in the file, where it names no more than a field of this part. */
    public BadInput placed(BadInput mistake) {
        if (mistake.field().startsWith(place)) {
            return mistake;
        }
        String where = mistake.field().isEmpty() ? place : place + "." + mistake.field();
        return new BadInput(where, mistake.key(), mistake.args());
    }

    /** The texts under this key in the entries of this list, whatever else is wrong with it: for what others name. */
    public Set<String> named(String key) {
        Set<String> texts = new LinkedHashSet<>();
        if (value instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> map && map.get(key) != null) {
                    texts.add(String.valueOf(map.get(key)).strip());
                }
            }
        }
        return texts;
    }

    /** What this entry calls itself: its login, person, path, name or id; else empty. */
    public String subject() {
        if (value instanceof Map<?, ?> map) {
            for (String key : CALLED) {
                Object text = map.get(key);
                if (text instanceof String || text instanceof Number) {
                    return String.valueOf(text).strip();
                }
            }
        }
        return "";
    }

    private Map<String, Object> map() {
        if (!(value instanceof Map<?, ?> raw)) {
            throw wrong("page.setup.not-a-map");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        raw.forEach((key, entry) -> map.put(String.valueOf(key), entry));
        return map;
    }
}
