package dev.bastide.record.forward;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which addresses records may be sent to. Where {@code bastide.record.forward-to} names ranges, those alone; otherwise
 * everywhere but this machine, by whichever of its addresses, and what only reaches to the next switch, where machines keep services that trust whoever
 * reaches them. Whoever runs the program decides this, not who uses it.
 */
@Component
class Allowed {
    private final List<Range> ranges;

    Allowed(@Value("${bastide.record.forward-to:}") String ranges) {
        this.ranges = Stream.of(ranges.split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Range::of)
                .toList();
    }

    /** A range of addresses, such as {@code 10.1.0.0/16}. */
    private record Range(byte[] address, int bits) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException("bastide.record.forward-to has no such range: " + text);
            }
            return new Range(address, bits);
        }

        boolean has(InetAddress one) {
            byte[] other = one.getAddress();
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((other[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The address of a host. Throws {@link NotDelivered} where it has none, and where one of those it has is not allowed: which
     * of them would be taken is not ours to say.
     */
    InetAddress of(String host) throws NotDelivered {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new NotDelivered("record.forward.no-host", host);
        }
        for (InetAddress each : found) {
            if (!isAllowed(each)) {
                throw new NotDelivered("record.forward.not-allowed", host, each.getHostAddress());
            }
        }
        return found[0];
    }

    /** Whether an interface of this machine has it: its services answer there as they do on the loopback. Unknown is ours. */
    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private boolean isAllowed(InetAddress address) {
        if (!ranges.isEmpty()) {
            return ranges.stream().anyMatch(range -> range.has(address));
        }
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !isOurs(address);
    }
}
