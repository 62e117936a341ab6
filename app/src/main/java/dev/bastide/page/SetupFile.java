package dev.bastide.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    private Map<String, Object> map() {
        if (!(value instanceof Map<?, ?> raw)) {
            throw wrong("page.setup.not-a-map");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        raw.forEach((key, entry) -> map.put(String.valueOf(key), entry));
        return map;
    }
}
