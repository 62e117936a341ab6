package dev.bastide.asset.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The IPv4 address that an IPv6 address carries and may be led to: behind NAT64 ({@code 64:ff9b::/96} and
 * {@code 64:ff9b:1::/48}, RFC 6052 and 8215), by 6to4 ({@code 2002::/16}, RFC 3056), or as an IPv4-compatible address
 * ({@code ::/96}, RFC 4291). IPv4-mapped ones Java reads as IPv4 itself.
 */
public final class InnerAddress {
    private static final int IPV6_BYTES = 16;
    private static final int IPV4_BYTES = 4;
    private static final int LAST = IPV6_BYTES - IPV4_BYTES;

    private InnerAddress() {}

    /** The address carried inside, if there is one. */
    public static Optional<InetAddress> of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6_BYTES) {
            return Optional.empty();
        }
        if (starts(bytes, 0x20, 0x02)) {
            return Optional.of(ipv4(bytes, 2));
        }
        boolean translated = starts(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)
                || starts(bytes, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01);
        boolean compatible = starts(bytes, new int[LAST]);
        return translated || compatible ? Optional.of(ipv4(bytes, LAST)) : Optional.empty();
    }

    private static boolean starts(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (Byte.toUnsignedInt(bytes[i]) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + IPV4_BYTES));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
