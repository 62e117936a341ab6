package dev.bastide.ground.door;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The reverse proxies whose word about a client is believed: addresses or networks in {@code bastide.proxies}, such as
 * {@code 10.0.0.7,192.168.3.0/24}. Nobody is believed unless named.
 */
record TrustedProxies(List<Network> networks) {
    private static final int BYTE = 8;

    TrustedProxies {
        networks = List.copyOf(networks);
    }

    /** Reads the setting. Throws {@link IllegalStateException} when a part of it is no address. */
    static TrustedProxies of(String setting) {
        return new TrustedProxies(Arrays.stream(setting.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(TrustedProxies::network)
                .toList());
    }

    boolean contain(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    private static Network network(String part) {
        String[] halves = part.split("/", 2);
        // Only literals: a name would be looked up, and whoever answers would be trusted.
        if (!halves[0].matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalStateException("bastide.proxies names something that is no address: " + part);
        }
        try {
            byte[] address = InetAddress.getByName(halves[0]).getAddress();
            int bits = halves.length == 1 ? address.length * BYTE : Integer.parseInt(halves[1]);
            if (bits < 0 || bits > address.length * BYTE) {
                throw new NumberFormatException();
            }
            return new Network(address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalStateException("bastide.proxies names something that is no address: " + part, e);
        }
    }

    /** An address and how many of its first bits count. */
    record Network(byte[] address, int bits) {

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int shift = BYTE - 1 - bit % BYTE;
                if (((address[bit / BYTE] ^ other[bit / BYTE]) >> shift & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
