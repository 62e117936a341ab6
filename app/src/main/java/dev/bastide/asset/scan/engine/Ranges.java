package dev.bastide.asset.scan.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A set of addresses as intervals, sorted and apart, so that one question is one binary search. Written as networks
 * ({@code 10.0.0.0/24}), spans ({@code 10.0.0.1-10.0.0.9}) and single addresses.
 */
public record Ranges(List<Interval> intervals) {
    /** More is no list that two people can read and sign. */
    private static final int INTERVALS_MAX = 4_096;

    private static final int BITS_HALF = 64;
    private static final int BITS_MAPPED = 96;
    private static final int BITS = 128;

    /** Where IPv4 stands among the numbers of IPv6: an interval of IPv6 never runs over it. */
    private static final Address FOUR = Address.of("0.0.0.0");

    /** From one address to another, both in it. */
    public record Interval(Address from, Address to) {
        public Interval {
            boolean overFour = !from.isFour() && from.compareTo(FOUR) < 0 && to.compareTo(FOUR) > 0;
            if (from.compareTo(to) > 0 || from.isFour() != to.isFour() || overFour) {
                throw new IllegalArgumentException(from + "-" + to);
            }
        }

        /** How many addresses; what does not fit a long is the largest. */
        long count() {
            if (from.high() != to.high()) {
                return Long.MAX_VALUE;
            }
            long count = to.low() - from.low() + 1;
            return count <= 0 ? Long.MAX_VALUE : count;
        }

        @Override
        public String toString() {
            return from.equals(to) ? from.toString() : from + "-" + to;
        }
    }

    /** Sorts and joins what touches. */
    public Ranges {
        List<Interval> sorted = new ArrayList<>(intervals);
        sorted.sort((one, other) -> one.from().compareTo(other.from()));
        List<Interval> joined = new ArrayList<>();
        for (Interval next : sorted) {
            Interval last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && touches(last, next)) {
                Address to = last.to().compareTo(next.to()) > 0 ? last.to() : next.to();
                joined.set(joined.size() - 1, new Interval(last.from(), to));
            } else {
                joined.add(next);
            }
        }
        intervals = List.copyOf(joined);
    }

    private static boolean touches(Interval one, Interval next) {
        return one.from().isFour() == next.from().isFour()
                && (next.from().compareTo(one.to()) <= 0
                        || next.from().equals(one.to().next()));
    }

    /** No address at all. */
    public static Ranges none() {
        return new Ranges(List.of());
    }

    /** Reads a list. Throws {@link IllegalArgumentException} whose message is the first that is none. */
    public static Ranges of(List<String> texts) {
        if (texts.size() > INTERVALS_MAX) {
            throw new IllegalArgumentException(INTERVALS_MAX + " +");
        }
        return new Ranges(texts.stream().map(Ranges::interval).toList());
    }

    private static Interval interval(String text) {
        String said = text.strip();
        try {
            int slash = said.indexOf('/');
            if (slash >= 0) {
                return network(Address.of(said.substring(0, slash)), Integer.parseInt(said.substring(slash + 1)));
            }
            int dash = said.indexOf('-');
            return dash < 0
                    ? new Interval(Address.of(said), Address.of(said))
                    : new Interval(
                            Address.of(said.substring(0, dash).strip()),
                            Address.of(said.substring(dash + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(said, e);
        }
    }

    private static Interval network(Address address, int said) {
        int bits = address.isFour() ? said + BITS_MAPPED : said;
        if (said < 0 || bits > BITS) {
            throw new IllegalArgumentException();
        }
        long high = bits >= BITS_HALF ? -1L : mask(bits);
        long low = bits <= BITS_HALF ? 0 : mask(bits - BITS_HALF);
        return new Interval(
                new Address(address.high() & high, address.low() & low),
                new Address(address.high() | ~high, address.low() | ~low));
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (BITS_HALF - bits);
    }

    /** Whether the address is one of them. */
    public boolean contains(Address address) {
        int from = 0;
        int to = intervals.size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            Interval looked = intervals.get(middle);
            if (address.compareTo(looked.from()) < 0) {
                to = middle - 1;
            } else if (address.compareTo(looked.to()) > 0) {
                from = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Those of these that are none of the others. */
    public Ranges minus(Ranges others) {
        List<Interval> left = new ArrayList<>(intervals);
        for (Interval other : others.intervals) {
            List<Interval> next = new ArrayList<>();
            left.forEach(one -> cut(one, other, next));
            left = next;
        }
        return new Ranges(left);
    }

    private static void cut(Interval one, Interval other, List<Interval> into) {
        if (other.to().compareTo(one.from()) < 0 || other.from().compareTo(one.to()) > 0) {
            into.add(one);
            return;
        }
        if (one.from().compareTo(other.from()) < 0) {
            into.add(new Interval(one.from(), other.from().previous()));
        }
        if (other.to().compareTo(one.to()) < 0) {
            into.add(new Interval(other.to().next(), one.to()));
        }
    }

    /** Whether some address is in both. */
    public boolean meets(Ranges others) {
        return intervals.stream()
                .anyMatch(one -> others.intervals.stream()
                        .anyMatch(other -> one.from().compareTo(other.to()) <= 0
                                && other.from().compareTo(one.to()) <= 0));
    }

    /** How many addresses; more than a long can count is the largest. */
    public long count() {
        long sum = 0;
        for (Interval interval : intervals) {
            sum += interval.count();
            if (sum < 0 || interval.count() == Long.MAX_VALUE) {
                return Long.MAX_VALUE;
            }
        }
        return sum;
    }

    /** Every address in order, one at a time. */
    public Iterable<Address> each() {
        return () -> new Iterator<>() {
            private final Iterator<Interval> rest = intervals.iterator();
            private Address last = new Address(0, 0);
            private Address end = new Address(0, 0);
            private boolean open;

            @Override
            public boolean hasNext() {
                return open || rest.hasNext();
            }

            @Override
            public Address next() {
                if (open) {
                    last = last.next();
                } else if (rest.hasNext()) {
                    Interval interval = rest.next();
                    last = interval.from();
                    end = interval.to();
                } else {
                    throw new NoSuchElementException();
                }
                open = !last.equals(end);
                return last;
            }
        };
    }

    /** The intervals as they are stored and signed. */
    public List<String> texts() {
        return intervals.stream().map(Interval::toString).toList();
    }
}
