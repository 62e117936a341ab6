package dev.bastide.asset;

import dev.bastide.access.HostPlaces;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells the room that decides rights where hosts stand. */
@Component
class Places implements HostPlaces {
    private final Hosts hosts;
    private final HostAssets assets;

    Places(Hosts hosts, HostAssets assets) {
        this.hosts = hosts;
        this.assets = assets;
    }

    @Override
    public Optional<Place> find(String idNameOrPath) {
        return byId(idNameOrPath).or(() -> hosts.byPath(idNameOrPath)).map(Places::place);
    }

    @Override
    public Optional<Place> at(String address) {
        List<Host> there = hosts.at(address);
        return there.size() == 1 ? Optional.of(place(there.getFirst())) : Optional.empty();
    }

    @Override
    public List<Place> on(NodeId node, int limit) {
        return hosts.on(node).stream().limit(limit).map(Places::place).toList();
    }

    @Override
    public Optional<Reason> barred(HostId host) {
        return assets.isQuarantined(host)
                ? Optional.of(Reason.of(
                        "asset.quarantined",
                        "A39",
                        "/assets/" + host,
                        hosts.find(host).map(Host::path).orElse(host.toString())))
                : Optional.empty();
    }

    private Optional<Host> byId(String text) {
        try {
            return hosts.find(new HostId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Place place(Host host) {
        return new Place(host.id(), host.node(), host.path());
    }
}
