package dev.bastide.record;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Page;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How the fields of a record are shown. */
final class RecordWords {
    /** Two groups or more of an address that are zero, with the colons around them. */
    private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    private RecordWords() {}

    static Chip chip(AuditRecord entry) {
        return Chip.of(tone(entry.result()), "record.result." + word(entry.result()));
    }

    /** The same for the result as a word. */
    static Chip chip(String result) {
        return Chip.of(tone(Result.valueOf(result.toUpperCase(Locale.ROOT))), "record.result." + result);
    }

    static Cell result(AuditRecord entry) {
        return new Cell.State(chip(entry));
    }

    static Cell method(AuditRecord entry) {
        return Cell.said("record.method." + word(entry.method()));
    }

    static Cell tag(AuditRecord entry) {
        return Cell.said("record.tag." + word(entry.tag()));
    }

    static Cell offset(AuditRecord entry) {
        return entry.offset() == null ? Cell.text("") : Cell.number(entry.offset());
    }

    static Map<String, String> tags(Words words) {
        return options(words, "record.tag.", List.of(Tag.values()));
    }

    static Map<String, String> methods(Words words) {
        return options(words, "record.method.", List.of(AccessMethod.values()));
    }

    static Map<String, String> results(Words words) {
        return options(words, "record.result.", List.of(Result.values()));
    }

    static Map<String, String> spans(Words words) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String span : List.of("hour", "day", "week", "month")) {
            options.put(span, words.say("record.span." + span));
        }
        return options;
    }

    /** The label of a filter. */
    static String filter(String name) {
        return switch (name) {
            case "user" -> "record.records.user-id";
            case "address" -> "record.records.ip-address";
            default -> "record.records." + name;
        };
    }

    /** A value of a filter as people read it. */
    static String value(Page page, String filter, String value) {
        return switch (filter) {
            case "result", "tag", "method" -> page.say("record." + filter + "." + value);
            default -> value;
        };
    }

    /** The search page narrowed to one value. */
    static String address(String filter, String value) {
        return "/record?" + filter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Tone tone(Result result) {
        return switch (result) {
            case DONE -> Tone.HOLDS;
            case REFUSED -> Tone.DUE;
            case FAILED -> Tone.VIOLATED;
            case UNKNOWN -> Tone.UNKNOWN;
        };
    }

    private static Map<String, String> options(Words words, String prefix, List<? extends Enum<?>> values) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Enum<?> value : values) {
            options.put(word(value), words.say(prefix + word(value)));
        }
        return options;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An address as people write it: of IPv6 the longest run of zeros is left out, the first of two (RFC 5952). */
    static String address(String stored) {
        return stored.contains(":") && !stored.contains("::")
                ? ZEROS.matcher(stored)
                        .results()
                        .max(Comparator.comparingInt(
                                        (MatchResult run) -> run.group().length())
                                .thenComparing(MatchResult::start, Comparator.reverseOrder()))
                        .map(run -> stored.substring(0, run.start()) + "::" + stored.substring(run.end()))
                        .orElse(stored)
                : stored;
    }
}
