package dev.bastide.record.forward;

import dev.bastide.authority.Networks;
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
    private final Networks ranges;

    Allowed(@Value("${bastide.record.forward-to:}") String ranges) {
        List<String> texts = Stream.of(ranges.split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        try {
            this.ranges = Networks.of(texts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bastide.record.forward-to has no such range: " + e.getMessage(), e);
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
        if (!ranges.networks().isEmpty()) {
            return ranges.contain(address.getHostAddress());
        }
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !isOurs(address);
    }
}
