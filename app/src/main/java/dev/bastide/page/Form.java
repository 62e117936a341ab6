package dev.bastide.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;

/**
 * What a person typed, and what is wrong with it, beside each field. A handler takes it as a parameter, reads its
 * fields, and shows the same page again with the same form when {@link #ok()} is false: nothing typed is ever lost.
 */
public final class Form {
    private final Map<String, List<String>> values;
    private final Map<String, BadInput> errors = new LinkedHashMap<>();

    public Form(Map<String, List<String>> values) {
        this.values = new LinkedHashMap<>(values);
    }

    /** A form nobody has filled in, with defaults: name, value, name, value. */
    public static Form blank(String... defaults) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i + 1 < defaults.length; i += 2) {
            values.put(defaults[i], List.of(defaults[i + 1]));
        }
        return new Form(values);
    }

    /** The same with another value of one field; what is wrong with it stays. */
    public Form with(String field, String value) {
        Form other = new Form(values);
        other.values.put(field, List.of(value));
        other.errors.putAll(errors);
        return other;
    }

    /** The same page again, with what was typed and what is wrong with it. */
    public static ModelAndView again(String template, Form form) {
        ModelAndView page = new ModelAndView(template).addObject("form", form);
        page.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return page;
    }

    /** The stripped text of a field, empty when there is none. */
    public String text(String field) {
        return values.getOrDefault(field, List.of("")).getFirst().strip();
    }

    /** Everything a field of several values holds, such as a set of check boxes. */
    public List<String> all(String field) {
        return values.getOrDefault(field, List.of()).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Whether a check box is ticked. */
    public boolean ticked(String field) {
        return !text(field).isEmpty();
    }

    /** The text of a field that must be there, of at most this many characters; marks the field when it is not. */
    public String required(String field, int charactersMax) {
        String text = text(field);
        if (text.isEmpty()) {
            reject(field, "page.form.required");
        } else if (text.length() > charactersMax) {
            reject(field, "page.form.too-long", Integer.toString(charactersMax), Integer.toString(text.length()));
        }
        return text;
    }

    /** The id in a field; marks the field and gives nothing when it holds none. */
    public Optional<UUID> id(String field) {
        try {
            return Optional.of(UUID.fromString(text(field)));
        } catch (IllegalArgumentException e) {
            reject(field, text(field).isEmpty() ? "page.form.required" : "page.form.not-an-id");
            return Optional.empty();
        }
    }

    /** The whole number in a field within these bounds; marks the field and gives nothing when it holds none. */
    public Optional<Integer> number(String field, int min, int max) {
        try {
            int number = Integer.parseInt(text(field));
            if (number >= min && number <= max) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message: the bounds tell what is wanted.
        }
        reject(field, "page.form.number", Integer.toString(min), Integer.toString(max));
        return Optional.empty();
    }

    /** Marks a field with what is wrong; the first mark stays. An empty field name marks the whole form. */
    public Form reject(String field, String key, String... args) {
        errors.putIfAbsent(field, BadInput.in(field, key, args));
        return this;
    }

    /** Marks the field a thrown mistake names. */
    public Form reject(BadInput mistake) {
        errors.putIfAbsent(mistake.field(), mistake);
        return this;
    }

    /** Whether nothing is marked. */
    public boolean ok() {
        return errors.isEmpty();
    }

    /** What is wrong with this field, or null. */
    public @Nullable BadInput error(String field) {
        return errors.get(field);
    }
}
