package dev.bastide.page;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every template takes: who reads, in which language and zone, what the frame shows, and small questions a
 * template asks. The view puts it into every model; a handler never makes one.
 *
 * @param actor who is signed in, or null
 * @param words the reader's words
 * @param zone the reader's zone
 * @param now one instant for the whole page
 * @param path the path that was asked for
 * @param theme {@code light}, {@code dark} or empty for what the device prefers
 * @param csrf the token each form carries
 * @param nav the left bar
 * @param banners lines across the top
 * @param flash what has just been done, or null
 * @param scope the node the reader looks at
 * @param house the name of the company, or null before it has one
 * @param version what static files are asked for by, so that they may be kept for ever
 * @param opened whether this reader may open the page at a path
 * @param allowed whether this reader may do an action somewhere, by the action's name
 * @param bastion how this reader reaches hosts; asked only where it is shown
 */
public record Page(
        @Nullable Actor actor,
        Words words,
        ZoneId zone,
        Instant now,
        String path,
        String theme,
        Csrf csrf,
        List<NavBlock> nav,
        List<Banner> banners,
        @Nullable Flash flash,
        Scope scope,
        @Nullable String house,
        String version,
        Predicate<String> opened,
        Predicate<String> allowed,
        Supplier<@Nullable SshWay> bastion) {

    private static final Pattern WORD = Pattern.compile("\\S+");

    /** The token against forged requests: the name of the field and header, and its value. */
    public record Csrf(String field, String header, String value) {}

    /** A group of the left bar. */
    public record NavBlock(String key, List<NavLink> links) {
        public NavBlock {
            links = List.copyOf(links);
        }
    }

    /** One entry of the left bar as this reader sees it. */
    public record NavLink(NavEntry entry, boolean current, int waiting) {}

    /** The message of this key. */
    public String say(String key, Object... args) {
        return words.say(key, args);
    }

    /** The message of this key. */
    public String say(String key, List<?> args) {
        return words.say(key, args);
    }

    /** Why something was refused. */
    public String why(Reason reason) {
        return words.why(reason);
    }

    /** What to do about a refusal; may be empty. */
    public String remedy(Reason reason) {
        return words.remedy(reason);
    }

    /** The language tag of the page. */
    public String language() {
        return words.locale().equals(Locale.SIMPLIFIED_CHINESE) ? "zh-CN" : "en";
    }

    /** Whether this reader may do the action somewhere: hides what he could not use. Rules are asked again on use. */
    public boolean may(String action) {
        return allowed.test(action);
    }

    /** Whether this reader may open the page at this path, as far as can be said without its object. */
    public boolean opens(String path) {
        return opened.test(path);
    }

    /** How this reader reaches hosts by ssh, or null while the bastion is shut. */
    public @Nullable SshWay sshWay() {
        return bastion.get();
    }

    /** The node the reader looks at, or null for everything. */
    public @Nullable NodeId node() {
        return scope.node();
    }

    /** "3 min ago" or "in 2 h". */
    public String ago(Instant instant) {
        return TimeWords.relative(words, now, instant);
    }

    /** The exact instant in the reader's zone, with the zone. */
    public String exact(Instant instant) {
        return TimeWords.exact(words, zone, instant);
    }

    /** The day and minute in the reader's zone, without the zone. */
    public String minute(Instant instant) {
        return TimeWords.minute(zone, instant);
    }

    /** How much is left until the instant, or by how much it has passed. */
    public String left(Instant instant) {
        return TimeWords.left(words, now, instant);
    }

    /** "2 h 15 min". */
    public String duration(Duration duration) {
        return TimeWords.duration(words, duration);
    }

    /** The few words our script needs, as JSON. */
    public String scriptWords() {
        return ScriptWords.of(words, now);
    }

    /** Address of one of our static files, such as {@code /bastide.css}. */
    public String file(String path) {
        return "/static" + path + "?v=" + version;
    }

    /** How a deadline stands: far, near or missed. */
    public Tone dueTone(Instant due) {
        if (due.isBefore(now)) {
            return Tone.VIOLATED;
        }
        return due.isBefore(now.plus(Duration.ofDays(1))) ? Tone.DUE : Tone.UNKNOWN;
    }

    /** Initials of the reader for the round mark in the corner. */
    public String initials() {
        if (actor == null) {
            return "";
        }
        StringBuilder initials = new StringBuilder();
        WORD.matcher(actor.name())
                .results()
                .limit(2)
                .forEach(word -> initials.appendCodePoint(word.group().codePointAt(0)));
        return initials.toString().toUpperCase(Locale.ROOT);
    }
}
