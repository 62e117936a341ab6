package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Asset;
import dev.bastide.page.BadInput;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Files say what was seen; none makes a second identity, and a dry run writes nothing. */
@BastideTest
class AssetImportTest extends Estate {
    private static final String NMAP = """
            <?xml version="1.0"?>
            <!DOCTYPE nmaprun>
            <nmaprun scanner="nmap">
            <host endtime="1700000000"><status state="up"/><address addr="10.66.0.1" addrtype="ipv4"/>
              <address addr="52:54:00:66:00:01" addrtype="mac"/>
              <hostnames><hostname name="db-66" type="PTR"/></hostnames></host>
            <host><status state="down"/><address addr="10.66.0.2" addrtype="ipv4"/></host>
            <runstats><finished time="1" exit="success"/></runstats>
            </nmaprun>
            """;

    @Autowired
    private AssetImport imports;

    @Test
    void aDryRunSaysWhatTheRealOneDoesAndWritesNothing() {
        int before = count();

        AssetImport.Taken dry = imports.take(admin.actor(), "scan.xml", NMAP, null, true);
        assertThat(dry.fates()).hasSize(1);
        assertThat(dry.count("unclaimed")).isEqualTo(1);
        assertThat(dry.complete()).isTrue();
        assertThat(count()).isEqualTo(before);

        assertThat(imports.take(admin.actor(), "scan.xml", NMAP, null, false).count("unclaimed"))
                .isEqualTo(1);
        assertThat(count()).isEqualTo(before + 1);
    }

    @Test
    void leasesAndScansSeeTheSameMachineOnce() {
        String leases = """
                lease 10.67.0.9 {
                  starts 4 2026/11/19 10:00:00;
                  binding state active;
                  hardware ethernet 52:54:00:67:00:09;
                  client-hostname "printer";
                }
                lease 10.67.0.10 {
                  binding state free;
                  hardware ethernet 52:54:00:67:00:10;
                }
                """;
        AssetImport.Taken first = imports.take(admin.actor(), "dhcpd.leases", leases, null, false);
        assertThat(first.source()).isEqualTo("dhcpd");
        assertThat(first.fates()).hasSize(1);

        AssetImport.Taken moved = imports.take(
                admin.actor(), "dnsmasq", "1700000000 52:54:00:67:00:09 10.67.0.77 printer *\n", null, false);
        AssetImport.Taken scanned = imports.take(
                admin.actor(),
                "masscan.json",
                "[{\"ip\":\"10.67.0.77\",\"timestamp\":\"1700000000\",\"ports\":[{\"port\":22}]},\n]",
                null,
                false);

        assertThat(moved.fates().getFirst().asset())
                .isEqualTo(first.fates().getFirst().asset());
        assertThat(scanned.source()).isEqualTo("masscan");
        assertThat(scanned.fates().getFirst().asset())
                .isEqualTo(first.fates().getFirst().asset());
    }

    @Test
    void aTableThatNamesNodeAndOwnerAddsKnownAssets() {
        String name = "csv-" + unique();
        String table = "name,kind,address,node,owner\n" + name + ",network_device,10.68.0.1 10.68.0.2,/,"
                + admin.login() + "\n";

        AssetImport.Taken taken = imports.take(admin.actor(), "hosts.csv", table, null, false);

        assertThat(taken.count("added")).isEqualTo(1);
        assertThat(assets.byName(root, name).orElseThrow().owner()).isEqualTo(admin.id());
        assertThat(imports.take(admin.actor(), "hosts.csv", table, null, false).count("known"))
                .isEqualTo(1);
    }

    @Test
    void bitesOneWhoBringsKeysOfWhatHeMayNotChange() {
        String name = "far-" + unique();
        String table = "name,kind,address,node,owner\n" + name + ",network_device,10.69.0.1,/," + admin.login() + "\n";
        imports.take(admin.actor(), "hosts.csv", table, null, false);
        String claim = "{\"format\":\"bastide-assets/1\",\"assets\":[{\"kind\":\"host\",\"name\":\"mine\","
                + "\"keys\":[\"mac 52:54:00:69:00:01\",\"address 10.69.0.1\"]}]}";

        AssetImport.Taken taken = imports.take(people.with("operator").actor(), "mine.json", claim, null, false);

        assertThat(taken.fates())
                .extracting(AssetImport.Fate::fate, AssetImport.Fate::asset)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("elsewhere", ""));
        assertThat(assets.byName(root, name).orElseThrow().state()).isEqualTo(Asset.State.KNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<nope/>",
                "<nmaprun><host>",
                "{\"format\":\"other\"}",
                "[{]",
                "{\"format\":\"bastide-assets/1\",\"assets\":[{\"kind\":\"toaster\",\"name\":\"x\",\"keys\":[\"mac 52:54:00:00:00:01\"]}]}",
                "colour,name\nred,x\n",
                "<!DOCTYPE a [<!ENTITY b \"c\">]><nmaprun>&b;<host>"
            })
    void bitesWhatItCannotRead(String text) {
        int before = count();

        assertThatThrownBy(() -> imports.take(admin.actor(), "x", text, null, false))
                .isInstanceOf(BadInput.class);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void theApiRunsDryUnlessAsked() {
        String body = "name,mac\napi-" + unique() + ",52:54:00:69:00:01\n";

        Browser.Answer dry = api(admin).json("POST", "/api/v1/assets/import?file=a.csv", body);

        assertThat(dry.status()).as(dry.body()).isEqualTo(200);
        assertThat(dry.body()).contains("\"dry_run\":true", "\"unclaimed\":1");
        assertThat(admin.browser(port).get("/assets/import").body()).contains("nmap");
        assertThat(admin.again(port).post("/assets/import", "text", body).body())
                .contains("52:54:00:69:00:01");
    }

    private int count() {
        return sql.sql("select count(*) as n from asset.asset")
                .query(Integer.class)
                .single();
    }
}
