package dev.bastide.page;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A value in a list or among facts. The same cell is shown on the page and written into the export. */
public sealed interface Cell {

    /** Plain text, cut when long, the whole on hover. */
    record Text(String value) implements Cell {}

    /** Text that leads somewhere. */
    record Link(String value, String path) implements Cell {}

    /** A number, right-aligned with tabular figures. */
    record Figure(long value) implements Cell {}

    /** An instant: relative on the page, exact on hover and in the export. */
    record Time(@Nullable Instant value) implements Cell {}

    /** An instant where its exact time matters as much: both are shown. */
    record Moment(@Nullable Instant value) implements Cell {}

    /** An instant that something must be done by: says how much is left. */
    record Due(@Nullable Instant value) implements Cell {}

    /** A state. */
    record State(Chip chip) implements Cell {}

    /** An id or command in monospace, with a button to copy it. */
    record Code(String value) implements Cell {}

    /** A sentence by its key. */
    record Said(String key, java.util.List<String> args) implements Cell {
        public Said {
            args = java.util.List.copyOf(args);
        }
    }

    /** A verb by its key that leads to a console path. */
    record Way(String key, String path) implements Cell {}

    /** Plain text; null and empty show a dash. */
    static Cell text(@Nullable String value) {
        return new Text(value == null ? "" : value);
    }

    /** Text that leads to a console path. */
    static Cell link(String value, String path) {
        return new Link(value, path);
    }

    /** A whole number. */
    static Cell number(long value) {
        return new Figure(value);
    }

    /** A moment in the past or to come; null shows a dash. */
    static Cell time(@Nullable Instant value) {
        return new Time(value);
    }

    /** The same with its exact time and zone beside it; null shows a dash. */
    static Cell moment(@Nullable Instant value) {
        return new Moment(value);
    }

    /** A deadline; null shows a dash. */
    static Cell due(@Nullable Instant value) {
        return new Due(value);
    }

    /** A state chip. */
    static Cell chip(Tone tone, String key, String... args) {
        return new State(Chip.of(tone, key, args));
    }

    /** An id or command. */
    static Cell code(String value) {
        return new Code(value);
    }

    /** A worded value. */
    static Cell said(String key, String... args) {
        return new Said(key, java.util.List.of(args));
    }
}
