package dev.bastide.access.rights;

import dev.bastide.authority.Action;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grants of one person, laid out for the check. Each covers an interval of the tree, and two intervals of a tree
 * either lie apart or one within the other: the grants around a place are found by one binary search and then by going
 * from each interval to the one around it. Nothing is allocated.
 */
final class PersonGrants {
    static final PersonGrants NONE = new PersonGrants(List.of());

    private final List<HeldGrant> all;
    private final HeldGrant[] placed;
    private final int[] from;
    private final int[] last;

    /** The nearest grant before that encloses this one or covers the same; -1 for none. */
    private final int[] around;

    /** Of every grant as it was read; those that count no more count until the beginning of time. */
    private final Role[] roles;

    private final long[] countsUntil;

    PersonGrants(List<HeldGrant> grants) {
        this.all = List.copyOf(grants);
        this.placed = grants.stream()
                .filter(grant -> grant.from() >= 0)
                .sorted(Comparator.comparingInt(HeldGrant::from)
                        .thenComparing(HeldGrant::last, Comparator.reverseOrder()))
                .toArray(HeldGrant[]::new);
        this.from = Arrays.stream(placed).mapToInt(HeldGrant::from).toArray();
        this.last = Arrays.stream(placed).mapToInt(HeldGrant::last).toArray();
        this.around = new int[placed.length];
        for (int i = 0; i < placed.length; i++) {
            around[i] = enclosing(i - 1, from[i]);
        }
        this.roles = grants.stream().map(grant -> grant.facts().role()).toArray(Role[]::new);
        this.countsUntil =
                grants.stream().mapToLong(HeldGrant::countsUntilMillis).toArray();
    }

    /** Every grant as it was read, those that count no more and those of lost nodes too. */
    List<HeldGrant> all() {
        return all;
    }

    /** A grant that permits the action at this place of the tree, the nearest first; null when none does. */
    @Nullable
    HeldGrant permitting(Action action, int position, int stopAbove, boolean production, long nowMillis) {
        for (int at = nearest(position); at >= 0; at = around[at]) {
            HeldGrant grant = placed[at];
            if (grant.covers(position, stopAbove, production) && grant.allows(action) && grant.counts(nowMillis)) {
                return grant;
            }
        }
        return null;
    }

    /** The number of the nearest grant that covers the place, whatever it allows; -1 for none. */
    int nearest(int position) {
        return enclosing(lastStartingAt(position), position);
    }

    /** The number of the next grant outwards, which covers all that this one covers; -1 for none. */
    int outwards(int at) {
        return around[at];
    }

    /** The grant of this number. */
    HeldGrant at(int at) {
        return placed[at];
    }

    /** Whether a grant that counts allows the action anywhere. */
    boolean elsewhere(Action action, long nowMillis) {
        for (int i = 0; i < roles.length; i++) {
            if (nowMillis < countsUntil[i] && roles[i].allows(action)) {
                return true;
            }
        }
        return false;
    }

    /** From this grant outwards, the first that covers the place. */
    private int enclosing(int at, int position) {
        int candidate = at;
        while (candidate >= 0 && last[candidate] < position) {
            candidate = around[candidate];
        }
        return candidate;
    }

    /** The last grant that starts at or before the place; -1 for none. */
    private int lastStartingAt(int position) {
        int low = 0;
        int high = from.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (from[middle] <= position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
