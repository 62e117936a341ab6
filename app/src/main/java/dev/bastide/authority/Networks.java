package dev.bastide.authority;

import java.net.InetAddress;
import java.util.List;

/** Addresses and networks by their literals, such as {@code 10.0.0.7} and {@code 2001:db8::/32}; no name is looked up. */
public record Networks(List<Network> networks) {
    private static final int BYTE = 8;

    public Networks {
        networks = List.copyOf(networks);
    }

    /** Reads them. Throws {@link IllegalArgumentException} that quotes the first that is none. */
    public static Networks of(List<String> literals) {
        return new Networks(literals.stream().map(Networks::network).toList());
    }

    /** Whether a literal address is one of them; what is no address is not. */
    public boolean contain(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(withoutZone(address)).getAddress();
            return networks.stream().anyMatch(network -> network.contains(bytes));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether some address is in both. */
    public boolean meet(Networks others) {
        return networks.stream()
                .anyMatch(one -> others.networks.stream()
                        .anyMatch(other -> one.contains(other.address()) || other.contains(one.address())));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static Network network(String literal) {
        String[] halves = literal.strip().split("/", 2);
        try {
            // A bare number is an address to the old rules of IPv4, and to no person.
            if (!halves[0].contains(".") && !halves[0].contains(":")) {
                throw new IllegalArgumentException();
            }
            byte[] address = InetAddress.ofLiteral(halves[0]).getAddress();
            int bits = halves.length == 1 ? address.length * BYTE : Integer.parseInt(halves[1]);
            if (bits < 0 || bits > address.length * BYTE) {
                throw new IllegalArgumentException();
            }
            return new Network(address, bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** An address and how many of its first bits count. */
    public record Network(byte[] address, int bits) {
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
