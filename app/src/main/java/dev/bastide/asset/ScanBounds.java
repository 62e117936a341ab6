package dev.bastide.asset;

import dev.bastide.asset.engine.InnerAddress;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.page.SshWay;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far a look for host keys reaches: never to Bastide's own ports on this machine, nor to link-local addresses, where
 * clouds hand out secrets. An IPv6 address that carries an IPv4 address is judged by both. A name is looked up once, and
 * what was checked is what is asked.
 */
@Component
class ScanBounds {
    private final Environment settings;
    private final JdbcClient jdbc;
    private final ObjectProvider<SshWay.Source> bastion;

    ScanBounds(Environment settings, JdbcClient jdbc, ObjectProvider<SshWay.Source> bastion) {
        this.settings = settings;
        this.jdbc = jdbc;
        this.bastion = bastion;
    }

    /** The address to ask; nothing when the name is unknown. Throws {@link ActRefused} where nobody is to be asked. */
    Optional<String> reachable(Host host) {
        List<InetAddress> all;
        try {
            all = List.of(InetAddress.getAllByName(host.address()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        for (InetAddress address : all) {
            if (isBarred(address, host.port())
                    || InnerAddress.of(address)
                            .filter(inner -> isBarred(inner, host.port()))
                            .isPresent()) {
                throw new ActRefused(Reason.of(
                        "asset.scan.refused", "", "/hosts/" + host.name(), host.address() + ":" + host.port()));
            }
        }
        return Optional.of(all.getFirst().getHostAddress());
    }

    private boolean isBarred(InetAddress address, int port) {
        return address.isLinkLocalAddress()
                || (isThisMachine(address) && ownPorts().contains(port));
    }

    private static boolean isThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private Set<Integer> ownPorts() {
        Set<Integer> ports = new TreeSet<>();
        Optional.ofNullable(settings.getProperty("local.server.port", Integer.class))
                .ifPresent(ports::add);
        bastion.stream().flatMap(door -> door.listeningPort().stream()).forEach(ports::add);
        jdbc.sql("select inet_server_port() as port")
                .query((row, number) -> row.getInt("port"))
                .list()
                .forEach(ports::add);
        return ports;
    }
}
