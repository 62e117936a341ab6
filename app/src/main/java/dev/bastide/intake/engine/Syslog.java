package dev.bastide.intake.engine;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one syslog message, RFC 5424 or RFC 3164, whatever its bytes: nothing here throws, and the message itself is kept as
 * it came. An old-style time has neither year nor zone: it is of the source's zone, and of the year that brings it nearest
 * to the moment of its arrival.
 */
public final class Syslog {
    private static final Pattern PRIORITY = Pattern.compile("<(\\d{1,3})>");
    private static final Pattern NEW =
            Pattern.compile("1 (\\S{1,40}) (\\S{1,255}) (\\S{1,48}) (\\S{1,128}) (\\S{1,32}) ?");
    private static final Pattern TIME_NEW =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern OLD = Pattern.compile(
            "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([ \\d]\\d) (\\d\\d):(\\d\\d):(\\d\\d) ?");
    /** What many daemons write in place of the old form: the time of RFC 3339 without the version before it. */
    private static final Pattern OLD_ISO =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)) ");

    private static final Pattern OLD_HOST = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._:-]{0,254}) ");
    private static final Pattern OLD_TAG = Pattern.compile("([A-Za-z0-9_./-]{1,48})(?:\\[[^\\]]{0,32}\\])?: ?");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final int PRIORITY_MAX = 191;
    private static final String BOM = "\u00ef\u00bb\u00bf";

    private Syslog() {}

    /**
     * Reads a message.
     *
     * @param arrived when it came
     * @param zone whose wall clock an old-style time is of
     */
    public static Foreign read(byte[] bytes, Instant arrived, ZoneId zone) {
        // One character a byte, so that no byte is lost before it is known what it is.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher priority = PRIORITY.matcher(text);
        if (!priority.lookingAt() || Integer.parseInt(priority.group(1)) > PRIORITY_MAX) {
            return plain(bytes, text);
        }
        int facility = Integer.parseInt(priority.group(1)) / 8;
        Matcher header = NEW.matcher(text).region(priority.end(), text.length());
        return header.lookingAt()
                ? ofToday(bytes, text, header, facility)
                : ofOld(bytes, text.substring(priority.end()), arrived, zone, facility);
    }

    private static Foreign plain(byte[] bytes, String text) {
        return Foreign.of(null, bytes, text.isBlank(), Map.of());
    }

    private static Foreign ofToday(byte[] bytes, String text, Matcher header, int facility) {
        Map<Said, String> said = new EnumMap<>(Said.class);
        put(said, Said.HOST, header.group(2));
        String app = header.group(3).equals("-") ? "" : header.group(3);
        String kind = header.group(5).equals("-") ? "" : header.group(5);
        put(said, Said.OPERATION, app.isEmpty() || kind.isEmpty() ? app + kind : app + "." + kind);
        StructuredText structured = StructuredText.read(text, header.end());
        structured.parameters().forEach((name, value) -> KnownNames.claim(said, utf8(name), utf8(value)));
        String message = text.substring(Math.min(structured.end(), text.length()));
        if (message.startsWith(BOM)) {
            message = message.substring(BOM.length());
        }
        KnownLines.claim(said, app, utf8(message), facility);
        boolean blank = message.isBlank() && structured.parameters().isEmpty();
        return Foreign.of(today(header.group(1)), bytes, blank, said);
    }

    private static @Nullable Instant today(String text) {
        if (!TIME_NEW.matcher(text).matches()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Foreign ofOld(byte[] bytes, String text, Instant arrived, ZoneId zone, int facility) {
        Map<Said, String> said = new EnumMap<>(Said.class);
        @Nullable Instant time = null;
        String rest = text;
        Matcher stamp = OLD.matcher(text);
        Matcher iso = OLD_ISO.matcher(text);
        if (stamp.lookingAt()) {
            time = nearest(stamp, arrived, zone);
            rest = text.substring(stamp.end());
        } else if (iso.lookingAt()) {
            time = today(iso.group(1).replaceFirst("(\\.\\d{6})\\d+", "$1"));
            rest = text.substring(iso.end());
        }
        Matcher host = OLD_HOST.matcher(rest);
        // A sender on the same machine leaves the host out: what would be one is then the tag, with its colon.
        if (time != null && host.lookingAt() && !host.group(1).endsWith(":")) {
            put(said, Said.HOST, host.group(1));
            rest = rest.substring(host.end());
        }
        Matcher tag = OLD_TAG.matcher(rest);
        String app = "";
        if (tag.lookingAt()) {
            app = tag.group(1);
            put(said, Said.OPERATION, app);
            rest = rest.substring(tag.end());
        }
        KnownLines.claim(said, app, utf8(rest), facility);
        return Foreign.of(time, bytes, rest.isBlank(), said);
    }

    /** Of the years around its arrival the one that brings it nearest; a 29 February is of the year that has one. */
    private static @Nullable Instant nearest(Matcher stamp, Instant arrived, ZoneId zone) {
        int month = MONTHS.indexOf(stamp.group(1)) + 1;
        int day = Integer.parseInt(stamp.group(2).strip());
        int year = arrived.atZone(ZoneOffset.UTC).getYear();
        @Nullable Instant best = null;
        for (int candidate = year - 4; candidate <= year + 1; candidate++) {
            try {
                Instant at = LocalDateTime.of(
                                candidate,
                                month,
                                day,
                                Integer.parseInt(stamp.group(3)),
                                Integer.parseInt(stamp.group(4)),
                                Integer.parseInt(stamp.group(5)))
                        .atZone(zone)
                        .toInstant();
                if (best == null || away(at, arrived).compareTo(away(best, arrived)) < 0) {
                    best = at;
                }
            } catch (DateTimeException e) {
                // That year has no such day; or no day has such an hour, and then there is no time at all.
            }
        }
        return best;
    }

    private static Duration away(Instant one, Instant other) {
        return Duration.between(one, other).abs();
    }

    private static void put(Map<Said, String> said, Said what, String value) {
        if (!value.isBlank() && !value.equals("-")) {
            said.putIfAbsent(what, utf8(value));
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
