package dev.bastide.verifier;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Each source's numbers without a gap, and the log's clock never backwards. */
final class Sources {
    private static final long NOT_NUMBERED = Leaf.NONE;

    /** Where a source stands. */
    private static final class Source {
        private long last;
        private int part;
    }

    private final Map<String, Source> sources = new HashMap<>();
    private final byte[] loggedAt = new byte[Timestamp.LENGTH + 2];
    private final byte[] before = new byte[Timestamp.LENGTH + 2];
    private boolean fromTheStart;
    private int part;
    private long lost;
    private long unreadable;

    Sources(boolean fromTheStart) {
        this.fromTheStart = fromTheStart;
    }

    /** Some records could not be read: what a source sent among them is not known. */
    void skip() {
        part++;
        fromTheStart = false;
    }

    /** What is wrong with the record's place, or an empty text. */
    String take(Leaf leaf) {
        leaf.copyLoggedAt(loggedAt);
        if (Arrays.compare(loggedAt, before) < 0) {
            return "it was logged before the record before it";
        }
        System.arraycopy(loggedAt, 0, before, 0, before.length);
        unreadable += leaf.isUnreadable() ? 1 : 0;
        long number = leaf.sourceSeq();
        String name = leaf.source();
        Source source = sources.get(name);
        if (source == null) {
            source = new Source();
            source.part = part;
            source.last = number == NOT_NUMBERED ? NOT_NUMBERED : fromTheStart ? 0 : number - 1;
            sources.put(name, source);
        }
        if ((source.last == NOT_NUMBERED) != (number == NOT_NUMBERED)) {
            return "its source numbers some records and others not";
        }
        if (number != NOT_NUMBERED) {
            boolean follows = source.part == part ? number == source.last + 1 : number > source.last;
            if (number < 1 || !follows) {
                return "it is number " + number + " of its source, after number " + source.last;
            }
            source.last = number;
            source.part = part;
        }
        return number == NOT_NUMBERED && leaf.isGap() ? gap(leaf) : "";
    }

    /** A gap that the log declares itself: object {@code source:NAME}, content {@code FIRST-LAST}. */
    private String gap(Leaf leaf) {
        String[] ends = leaf.content().replace("\"", "").split("-", -1);
        Optional<Long> first = ends.length == 2 ? Text.number(ends[0]) : Optional.empty();
        Optional<Long> last = ends.length == 2 ? Text.number(ends[1]) : Optional.empty();
        boolean named = leaf.object().startsWith("\"source:") && leaf.object().length() > "\"source:\"".length();
        if (first.isEmpty() || last.isEmpty() || !named || first.get() < 1 || first.get() > last.get()) {
            return "it declares a gap in a malformed way";
        }
        String name = "\"" + leaf.object().substring("\"source:".length());
        Source source = sources.get(name);
        boolean known = source != null && source.part == part;
        if (known ? source.last + 1 != first.get() : source == null && fromTheStart && first.get() != 1) {
            return "it declares a gap where there is none";
        }
        if (source == null) {
            source = new Source();
            sources.put(name, source);
        } else if (source.last == NOT_NUMBERED || source.last >= first.get()) {
            return "it declares a gap where there is none";
        }
        source.last = last.get();
        source.part = part;
        lost += Math.min(last.get() - first.get() + 1, Long.MAX_VALUE - lost);
        return "";
    }

    long lost() {
        return lost;
    }

    /** Records that the log could not open itself, and says so in their places. */
    long unreadable() {
        return unreadable;
    }
}
