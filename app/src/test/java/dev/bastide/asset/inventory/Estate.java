package dev.bastide.asset.inventory;

import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.NewHost;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Sighting;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.job.Jobs;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A company with an administrator, and machines that turn up in it. */
abstract class Estate {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @LocalServerPort
    int port;

    @Autowired
    Assets assets;

    @Autowired
    Hosts hosts;

    @Autowired
    ServiceTree tree;

    @Autowired
    JdbcClient sql;

    @Autowired
    TestDatabase database;

    @Autowired
    TestClock clock;

    @Autowired
    TestPeople people;

    Someone admin;
    NodeId root;

    @BeforeEach
    void company() {
        admin = people.with("administrator", "administrator");
        root = new NodeId(people.root(admin.id()));
        tree.snapshotAt(-1);
    }

    Reconciled see(AssetKey... keys) {
        return see("found-" + unique(), keys);
    }

    Reconciled see(String name, AssetKey... keys) {
        return assets.reconcile(
                Jobs.actor("test-look"),
                new Discovery("scan", "a look", null),
                Sighting.machine(name, List.of(keys), clock.instant()));
    }

    AssetId known(Someone owner) {
        return assets.add(admin.actor(), NewAsset.of(AssetKind.SERVICE, "s-" + unique(), root, owner.id()));
    }

    NewHost host(String name, String address) {
        return new NewHost(
                root,
                name,
                address,
                22,
                Host.Kind.HOST,
                List.of(new Host.Account("deploy", Host.CredentialKind.CERTIFICATE)),
                null);
    }

    Browser api(Someone someone) {
        return new Browser(port).header("Authorization", "Bearer " + people.token(someone.id()));
    }

    static AssetKey key(AssetKey.Kind kind, String value) {
        return AssetKey.of(kind, value).orElseThrow();
    }

    static AssetKey address() {
        int number = COUNT.incrementAndGet();
        return key(AssetKey.Kind.ADDRESS, "10.78." + number / 250 + "." + (number % 250 + 1));
    }

    static String unique() {
        return UUID.randomUUID().toString().substring(0, 12);
    }
}
