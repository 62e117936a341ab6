package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Credential;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewHost;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.HostId;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What somebody does to the inventory who holds the database and not the master key (A47, A108): a host led elsewhere, an
 * account, a key or a pin written that way is as if it were not there. {@code ForgedAtTheDoorTest} tries it with ssh.
 */
@CompanyTest
class ForgedHostsTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Company company;

    @Autowired
    private Hosts hosts;

    @Autowired
    private AuditSearch search;

    @LocalServerPort
    private int port;

    @Test
    void holdsTheHostThatTheProgramWrote() {
        HostId id = host();

        Host host = hosts.find(id).orElseThrow();
        assertThat(host.node()).isEqualTo(company.web);
        assertThat(host.account(Company.ACCOUNT)).isPresent();
        assertThat(hosts.credential(id, Company.ACCOUNT)).isInstanceOf(Credential.Key.class);
        assertThat(hosts.byName(host.name())).isPresent();
        assertThat(hosts.on(company.web)).extracting(Host::id).contains(id);
    }

    @Test
    void bitesAHostLedElsewhereByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            for (String set : List.of(
                    "node_id = '" + company.lab + "'",
                    "address = '127.0.0.2'",
                    "port = port + 5000",
                    "kind = 'network_device'",
                    "name = name || '-x'",
                    "customer = 'somebody else'")) {
                HostId id = host();
                String name = hosts.find(id).orElseThrow().name();
                writer.sql("update asset.host set " + set + " where id = ?")
                        .param(id.value())
                        .update();

                assertThat(hosts.find(id)).as(set).isEmpty();
                assertThat(hosts.byName(name)).as(set).isEmpty();
                assertThat(hosts.byName(name + "-x")).as(set).isEmpty();
                assertThat(hosts.all()).as(set).extracting(Host::id).doesNotContain(id);
                assertThatThrownBy(() -> hosts.credential(id, Company.ACCOUNT))
                        .as(set)
                        .isInstanceOf(ActRefused.class);
                told("asset.host", id.toString());
            }
        }
    }

    @Test
    void bitesAtTheApi() {
        HostId id = host();
        String name = hosts.find(id).orElseThrow().name();
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.lab);
        company.sql
                .sql("update asset.host set node_id = ? where id = ?")
                .params(company.lab.value(), id.value())
                .update();

        Browser browser = operator.browser(port);
        assertThat(browser.get("/api/v1/hosts/" + name).status()).isEqualTo(404);
        assertThat(browser.get("/api/v1/access/why?person=" + operator.login() + "&host=deploy@/lab/" + name)
                        .body())
                .doesNotContain("\"permitted\":true");
    }

    @Test
    void bitesAnAccountByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            HostId id = host();
            writer.sql("insert into asset.account (host_id, name, credential_kind) values (?, 'root', 'certificate')")
                    .param(id.value())
                    .update();
            writer.sql("update asset.account set credential_kind = 'certificate' where host_id = ? and name = ?")
                    .params(id.value(), Company.ACCOUNT)
                    .update();

            assertThat(hosts.find(id).orElseThrow().accounts()).isEmpty();
            assertThatThrownBy(() -> hosts.credential(id, "root")).isInstanceOf(ActRefused.class);
            told("asset.account", id + " root");
        }
    }

    @Test
    void bitesTheKeyOfAnotherHostsAccount() throws Exception {
        HostId mine = host();
        HostId other = host();
        company.owner
                .sql("delete from asset.account_key where host_id = ?")
                .param(mine.value())
                .update();
        UUID key = company.owner
                .sql("select id from asset.account_key where host_id = ?")
                .param(other.value())
                .query(UUID.class)
                .single();
        company.sql
                .sql("update asset.account_key set host_id = ? where id = ?")
                .params(mine.value(), key)
                .update();

        assertThatThrownBy(() -> hosts.credential(mine, Company.ACCOUNT)).isInstanceOf(ActRefused.class);
        told("asset.account_key", key.toString());
    }

    @Test
    void bitesAKeyPinnedByTwoWhoDidNot() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            HostId id = host();
            UUID pin = UUID.randomUUID();
            writer.sql("""
                            insert into asset.host_pin (id, host_id, key_type, key_base64, fingerprint, source,
                                proposed_by, proposed_at)
                            values (?, ?, 'ssh-ed25519', 'AAAA', ?, 'pasted', ?, now())
                            """)
                    .params(
                            pin,
                            id.value(),
                            "SHA256:" + "b".repeat(43),
                            company.boss.id().value())
                    .update();
            writer.sql("""
                            insert into asset.host_pin_verdict (pin_id, proposed_by, decided_by, confirmed, note,
                                same_machine_seen, decided_at)
                            values (?, ?, ?, true, 'forged', true, now())
                            """)
                    .params(pin, company.boss.id().value(), company.paul.id().value())
                    .update();

            assertThat(hosts.pinnedKeys(id)).isEmpty();
            told("asset.host_pin", pin.toString());
        }
    }

    @Test
    void bitesAMarkMovedToAnotherRow() {
        HostId lab = host();
        HostId web = host();
        company.sql
                .sql("update asset.host set mark = (select mark from asset.host where id = ?) where id = ?")
                .params(lab.value(), web.value())
                .update();

        assertThat(hosts.find(web)).isEmpty();
        assertThat(hosts.find(lab)).isPresent();
    }

    private HostId host() {
        int number = NUMBER.incrementAndGet();
        return hosts.add(
                company.boss.actor(),
                new NewHost(
                        company.web,
                        "forged-" + number,
                        "127.0.0.1",
                        20_000 + number,
                        Host.Kind.HOST,
                        List.of(new Host.Account(Company.ACCOUNT, Host.CredentialKind.KEY)),
                        null));
    }

    private void told(String table, String row) throws Exception {
        AuditQuery query = AuditQuery.of(Map.of("operation", "row.refuse", "object", "row:" + table + " " + row));
        Eventually.holds(
                "a record of the forged row",
                Duration.ofSeconds(10),
                () -> search.search(Company.SETUP, query, null, 50).records().size() == 1);
    }
}
