package dev.bastide.page;

import dev.bastide.authority.Reason;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Words of one language. In a message <code>{0}</code> is the first argument and <code>{0|host|hosts}</code> is
 * "host" when that argument is 1, else "hosts". An apostrophe is an apostrophe.
 */
public final class Words {
    private static final Logger LOG = LoggerFactory.getLogger(Words.class);
    private static final Pattern HOLE = Pattern.compile("\\{(\\d)(?:\\|([^|{}]*)\\|([^|{}]*))?}");

    private final Locale locale;
    private final Map<String, String> messages;
    private final boolean strict;

    Words(Locale locale, Map<String, String> messages, boolean strict) {
        this.locale = locale;
        this.messages = Map.copyOf(messages);
        this.strict = strict;
    }

    /** The language. */
    public Locale locale() {
        return locale;
    }

    /** Whether there is such a message. */
    public boolean has(String key) {
        return messages.containsKey(key);
    }

    /** The message of this key with its arguments in place. */
    public String say(String key, Object... args) {
        return say(key, List.of(args));
    }

    /** The message of this key with its arguments in place. */
    public String say(String key, List<?> args) {
        String message = messages.get(key);
        if (message == null) {
            return missing(key);
        }
        return HOLE.matcher(message).replaceAll(hole -> Matcher.quoteReplacement(fill(hole, args)));
    }

    /** A number as this language groups its digits. */
    public String figure(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /** Why something was refused. */
    public String why(Reason reason) {
        return say(reason.key(), reason.args());
    }

    /** What to do now about a refusal; empty when nobody wrote a remedy. */
    public String remedy(Reason reason) {
        String key = reason.key() + ".remedy";
        return has(key) ? say(key, reason.args()) : "";
    }

    /** The message as it was written, its holes open. */
    String pattern(String key) {
        String message = messages.get(key);
        return message == null ? missing(key) : message;
    }

    private String fill(java.util.regex.MatchResult hole, List<?> args) {
        int index = Integer.parseInt(hole.group(1));
        Object arg = index < args.size() ? args.get(index) : "?";
        String value = String.valueOf(arg);
        @Nullable String one = hole.group(2);
        if (one == null) {
            return arg instanceof Number number ? figure(number.longValue()) : value;
        }
        return value.equals("1") ? one : hole.group(3);
    }

    private String missing(String key) {
        if (strict) {
            throw new IllegalStateException("no words for " + key);
        }
        LOG.warn("No words for {} in {}", key, locale);
        return key;
    }
}
