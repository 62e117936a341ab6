package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.NewHost;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Reconciled.Outcome;
import dev.bastide.asset.Sighting;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.job.Jobs;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Captures;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every thing has one id, whoever sees it, and somebody who answers for it. */
@BastideTest
class AssetIdentityTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Discovery LOOK = new Discovery("scan", "a look", null);

    @Autowired
    private Assets assets;

    @Autowired
    private Hosts hosts;

    @Autowired
    private ServiceTree tree;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestDatabase database;

    @Autowired
    private TestClock clock;

    @Autowired
    private TestPeople people;

    private TestPeople.Someone admin;
    private NodeId root;

    @BeforeEach
    void people() {
        admin = people.with("administrator", "administrator");
        root = new NodeId(people.root(admin.id()));
        tree.snapshotAt(-1);
    }

    @Test
    void aRouterWithEightAddressesIsOneAsset() {
        AssetKey serial = key(AssetKey.Kind.SERIAL, "FTX" + unique());
        Reconciled first = see(serial, address());
        for (int i = 1; i < 8; i++) {
            assertThat(see(serial, address()).asset()).isEqualTo(first.asset());
        }

        assertThat(first.outcome()).isEqualTo(Outcome.UNCLAIMED);
        assertThat(sql.sql("select count(*) as n from asset.asset_key where asset_id = ? and kind = 'address'")
                        .param(first.asset().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(8);
    }

    @Test
    void whatLooksLikeTwoIsMergedOnceAKeyProvesItAndTheMergeIsKept() {
        AssetKey mac = key(AssetKey.Kind.MAC, mac());
        AssetKey serial = key(AssetKey.Kind.SERIAL, "S" + unique());
        AssetId one = see(mac, address()).asset();
        AssetId other = see(serial, address()).asset();
        assertThat(one).isNotEqualTo(other);

        Reconciled proved = see(mac, serial);

        assertThat(proved.outcome()).isEqualTo(Outcome.MERGED);
        assertThat(assets.find(one).orElseThrow().id()).isEqualTo(proved.asset());
        assertThat(assets.find(other).orElseThrow().id()).isEqualTo(proved.asset());
        assertThat(sql.sql("select count(*) as n from asset.asset_merge where survivor = ?")
                        .param(proved.asset().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aHostHasTheIdOfItsAssetAndIsSeenAsItself() {
        String address = address().value();
        HostId host = hosts.add(admin.actor(), host("id-" + unique(), address));

        assertThat(assets.find(AssetId.of(host)).orElseThrow().kind()).isEqualTo(AssetKind.HOST);
        Reconciled seen = see(key(AssetKey.Kind.ADDRESS, address));
        assertThat(seen.outcome()).isEqualTo(Outcome.KNOWN);
        assertThat(seen.asset().value()).isEqualTo(host.value());
    }

    @Test
    void aKnownMachineBecomesAHostUnderItsOwnId() {
        AssetKey address = address();
        AssetId asset = assets.add(
                admin.actor(),
                NewAsset.of(AssetKind.HOST, "m-" + unique(), root, admin.id()).knownBy(List.of(address)));

        assertThat(hosts.add(admin.actor(), host("m-" + unique(), address.value()))
                        .value())
                .isEqualTo(asset.value());
    }

    @Test
    void whatNobodyClaimedBecomesNoHost() {
        AssetKey address = address();
        AssetId found = see(address).asset();

        assertThat(assets.isQuarantined(found)).isTrue();
        assertThatThrownBy(() -> hosts.add(admin.actor(), host("u-" + unique(), address.value())))
                .isInstanceOfSatisfying(
                        BadInput.class, mistake -> assertThat(mistake.key()).isEqualTo("asset.unclaimed-there"));
    }

    @Test
    void anAssetIsAnsweredForByAPersonWhoIsHere() {
        TestPeople.Someone leaver = people.with("operator");
        AssetId asset = assets.add(admin.actor(), NewAsset.of(AssetKind.SERVICE, "s-" + unique(), root, leaver.id()));
        assertThat(assets.isQuarantined(asset)).isFalse();

        sql.sql("update identity.person set disabled_at = now() where id = ?")
                .param(leaver.id().value())
                .update();

        assertThat(assets.isQuarantined(asset)).isTrue();
        assertThatThrownBy(() ->
                        assets.add(admin.actor(), NewAsset.of(AssetKind.SERVICE, "s-" + unique(), root, leaver.id())))
                .isInstanceOf(BadInput.class);
    }

    @Test
    void theDatabaseTakesNoAssetWithoutAnOwnerAndNoSecondOneWithTheSameKey() {
        UUID id = assets.add(admin.actor(), NewAsset.of(AssetKind.SERVICE, "s-" + unique(), root, admin.id()))
                .value();
        assets.add(admin.actor(), NewAsset.of(AssetKind.SERVICE, "s-" + unique(), root, admin.id()));
        assertThatThrownBy(() -> database.owner()
                        .sql("update asset.asset set owner = null where id = ?")
                        .param(id)
                        .update())
                .hasStackTraceContaining("owner");
        assertThatThrownBy(() -> database.owner()
                        .sql("update asset.asset set owner = gen_random_uuid() where id = ?")
                        .param(id)
                        .update())
                .hasStackTraceContaining("answered for by a person");
        assertThatThrownBy(() -> database.owner()
                        .sql("delete from asset.asset where id = ?")
                        .param(id)
                        .update())
                .hasStackTraceContaining("never rewritten");
        assertThatThrownBy(() -> database.owner().sql("""
                        insert into asset.asset_key (id, asset_id, kind, value, source, first_seen, last_seen)
                        select gen_random_uuid(), (select id from asset.asset where id <> k.asset_id limit 1), k.kind, k.value,
                            k.source, k.first_seen, k.last_seen
                        from asset.asset_key k where k.asset_id = ?
                        """).param(id).update())
                .hasStackTraceContaining("a_strong_key_names_one_asset");
    }

    @Test
    void aForeignRowIsAsIfItWereNotThere() {
        AssetId id = assets.add(admin.actor(), NewAsset.of(AssetKind.SERVICE, "f-" + unique(), root, admin.id()));

        database.owner()
                .sql("update asset.asset set exposure = 'public' where id = ?")
                .param(id.value())
                .update();

        assertThat(assets.find(id)).isEmpty();
        database.owner()
                .sql("update asset.asset set exposure = 'internal' where id = ?")
                .param(id.value())
                .update();
    }

    @Test
    void whoMayNotEditAddsNothing() {
        TestPeople.Someone viewer = people.with("operator", "viewer");

        assertThatThrownBy(() ->
                        assets.add(viewer.actor(), NewAsset.of(AssetKind.SERVICE, "v-" + unique(), root, admin.id())))
                .isInstanceOf(ActRefused.class);
    }

    @Test
    void whatTheProgramDoesIsProvenByTheLog() throws Exception {
        see(key(AssetKey.Kind.SERIAL, "P" + unique()), address());
        hosts.add(admin.actor(), host("p-" + unique(), address().value()));

        assertThat(Captures.of(database).stream().filter(line -> line.startsWith("insert asset.")))
                .isEmpty();
    }

    private Reconciled see(AssetKey... keys) {
        return assets.reconcile(
                Jobs.actor("test-look"), LOOK, Sighting.machine("found-" + unique(), List.of(keys), clock.instant()));
    }

    private NewHost host(String name, String address) {
        return new NewHost(
                root,
                name,
                address,
                22,
                Host.Kind.HOST,
                List.of(new Host.Account("deploy", Host.CredentialKind.CERTIFICATE)),
                null);
    }

    private static AssetKey key(AssetKey.Kind kind, String value) {
        return AssetKey.of(kind, value).orElseThrow();
    }

    private static AssetKey address() {
        int number = COUNT.incrementAndGet();
        return key(AssetKey.Kind.ADDRESS, "10.77." + number / 250 + "." + (number % 250 + 1));
    }

    private static String mac() {
        return "52:54:00:77:%02x:%02x".formatted(COUNT.incrementAndGet() / 256, COUNT.incrementAndGet() % 256);
    }

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 12);
    }
}
