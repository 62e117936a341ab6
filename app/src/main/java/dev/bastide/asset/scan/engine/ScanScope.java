package dev.bastide.asset.scan.engine;

import dev.bastide.asset.engine.InnerAddress;
import java.util.List;

/**
 * What a scan may touch: these addresses without those, at these ports. Some addresses nobody can allow: they are no single
 * machine's, or clouds hand out secrets there.
 *
 * @param included addresses that were signed
 * @param excluded addresses among them that must be left alone
 * @param ports at which ports
 */
public record ScanScope(Ranges included, Ranges excluded, Ports ports) {
    /** This network, link-local with the metadata services of clouds, multicast, reserved and broadcast, of both sorts. */
    // The single addresses are those at which clouds answer with a machine's own secrets.
    private static final Ranges NEVER = Ranges.of(List.of(
            "0.0.0.0/8",
            "100.100.100.200/32",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "192.0.0.192/32",
            "224.0.0.0/3",
            "::/128",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::254"));

    /** Addresses that no signature can open to a scan. */
    public static boolean isNever(Ranges ranges) {
        return ranges.meets(NEVER);
    }

    /** Whether a connection may be tried. */
    public boolean tcp(Address address, int port) {
        return ports.tcp(port) && holds(address);
    }

    /** Whether a datagram may be sent. */
    public boolean udp(Address address, int port) {
        return ports.udp(port) && holds(address);
    }

    /** Whether the address may be touched at all; one that leads on to another must be allowed with it. */
    public boolean holds(Address address) {
        return plain(address)
                && InnerAddress.of(address.inet())
                        .map(Address::of)
                        .filter(inner -> !plain(inner))
                        .isEmpty();
    }

    private boolean plain(Address address) {
        return included.contains(address) && !excluded.contains(address) && !NEVER.contains(address);
    }

    /** The addresses that may be touched. */
    public Ranges addresses() {
        return included.minus(excluded).minus(NEVER);
    }

    /** How many pairs of address and port there are. */
    public long targets() {
        long addresses = addresses().count();
        return addresses > Long.MAX_VALUE / Math.max(1, ports.count()) ? Long.MAX_VALUE : addresses * ports.count();
    }
}
