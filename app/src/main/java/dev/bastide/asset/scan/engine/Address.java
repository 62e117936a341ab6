package dev.bastide.asset.scan.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An address as a number of 128 bits; IPv4 stands where IPv6 maps it ({@code ::ffff:0:0/96}), so that both sort in one
 * order and never meet.
 */
public record Address(long high, long low) implements Comparable<Address> {
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long FOUR_BYTES = 0xffff_ffffL;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    /** Of what the network names. */
    public static Address of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer read = ByteBuffer.wrap(bytes);
        if (bytes.length == IPV4_BYTES) {
            return new Address(0, MAPPED | Integer.toUnsignedLong(read.getInt()));
        }
        return new Address(read.getLong(), read.getLong());
    }

    /** Reads a literal; no name is looked up. Throws {@link IllegalArgumentException} that quotes it. */
    public static Address of(String literal) {
        // A bare number is an address to the old rules of IPv4, and to no person.
        if ((!literal.contains(".") && !literal.contains(":")) || literal.contains("%")) {
            throw new IllegalArgumentException(literal);
        }
        try {
            return of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** Whether it is one of IPv4. */
    public boolean isFour() {
        return high == 0 && (low & ~FOUR_BYTES) == MAPPED;
    }

    /** As the network takes it. */
    public InetAddress inet() {
        byte[] bytes = isFour()
                ? ByteBuffer.allocate(IPV4_BYTES).putInt((int) low).array()
                : ByteBuffer.allocate(IPV6_BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }

    /** The one after it; after the last comes the first. */
    public Address next() {
        return low == -1L ? new Address(high + 1, 0) : new Address(high, low + 1);
    }

    /** The one before it. */
    public Address previous() {
        return low == 0 ? new Address(high - 1, -1L) : new Address(high, low - 1);
    }

    /** The network it stands in, for what is limited by network: the first 24 bits of IPv4, 64 of IPv6. */
    public Address network() {
        return isFour() ? new Address(high, low & ~0xffL) : new Address(high, 0);
    }

    @Override
    public int compareTo(Address other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return inet().getHostAddress();
    }
}
