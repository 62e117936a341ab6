package dev.bastide.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.door.Bastion;
import dev.bastide.identity.Founding;
import dev.bastide.page.SshWay;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Company;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import dev.bastide.vault.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host key is pinned by two people: one proposes, another confirms; nothing that is merely seen is trusted. */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=host-pins")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostPinTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";
    private static final String TWIN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIzqPqh9zo+whGh/JTxDUfzP5DeTNVKZSS8pOdDnKffL";
    private static final String OTHER_TWIN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs1Feks1W3Qt3rvl8hBH70tLdcOUvfdVpvRHLhJx2G";
    private static final String THIRD =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII1ERzRGoCG34gR2LbBiHqtVlRRE3WpWobvNWxjDXw2G";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private final int port;
    private final SignIns signIns;
    private final TestClock clock;
    private final JdbcClient sql;
    private final Setup setup;
    private final Founding founding;
    private final Hosts hosts;
    private final AuditSearch record;
    private final Bastion bastion;
    private final Vault vault;

    @Autowired
    HostPinTest(
            @LocalServerPort int port,
            TestClock clock,
            JdbcClient sql,
            Setup setup,
            Founding founding,
            Hosts hosts,
            AuditSearch record,
            Bastion bastion,
            Vault vault) {
        this.record = record;
        this.bastion = bastion;
        this.vault = vault;
        this.clock = clock;
        this.port = port;
        this.signIns = new SignIns(port, clock);
        this.sql = sql;
        this.setup = setup;
        this.founding = founding;
        this.hosts = hosts;
    }

    @BeforeAll
    void found() {
        setup.apply(Company.setupFile(""));
        founding.settle();
        for (String login : List.of("ben", "carl")) {
            String hash = json(program(login).get("/api/v1/founding"))
                    .path("list_hash")
                    .asString();
            String body = "{\"hash\":\"%s\",\"evaluation\":\"read line by line\",\"code\":\"%s\"}"
                    .formatted(hash, code(login));
            assertThat(program(login)
                            .json("POST", "/api/v1/founding/ratify", body)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void holdsOnceASecondPersonConfirms() {
        String pin = propose("pin-01", 2201);
        assertThat(hosts.pinnedKeys(host("pin-01").id())).as("proposed only").isEmpty();

        Browser.Answer confirmed = decide("ben", "pin-01", pin, "confirm");

        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(hosts.pinnedKeys(host("pin-01").id())).hasSize(1);
        assertThat(sql.sql("select proposed_by <> decided_by from asset.host_pin_verdict where pin_id = ?")
                        .param(UUID.fromString(pin))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void bitesTheSamePersonTwiceAtTheApi() {
        String pin = propose("pin-02", 2202);

        Browser.Answer own = decide("anna", "pin-02", pin, "confirm");

        assertThat(own.status()).isEqualTo(403);
        assertThat(own.body()).contains("A108", "two people pin a host key");
        assertThat(hosts.pinnedKeys(host("pin-02").id())).isEmpty();
    }

    @Test
    void bitesTwoLoginsOfOnePerson() {
        String anna = sql.sql("select person from identity.login where name = 'anna'")
                .query(UUID.class)
                .single()
                .toString();
        sql.sql("insert into identity.login (name, person, main, created_at) values ('anna2', ?::uuid, false, now())")
                .param(anna)
                .update();
        String hash = sql.sql("select hash from identity.password where login = 'anna'")
                .query(String.class)
                .single();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        sql.sql("insert into identity.password (login, hash, set_at, mark) values ('anna2', ?, ?, ?)")
                .params(
                        hash,
                        Timestamp.from(now),
                        vault.mark("identity.password", "anna2", UUID.fromString(anna), hash, now))
                .update();
        String pin = propose("pin-03", 2203);

        Browser.Answer other = decide("anna2", "pin-03", pin, "confirm");

        assertThat(other.status()).isEqualTo(403);
        assertThat(other.body()).contains("A108");
        assertThat(hosts.pinnedKeys(host("pin-03").id())).isEmpty();
    }

    @Test
    void bitesAtTheDatabaseAsItsOwner() {
        UUID pin = UUID.fromString(propose("pin-04", 2204));
        UUID proposer = sql.sql("select proposed_by from asset.host_pin where id = ?")
                .param(pin)
                .query(UUID.class)
                .single();
        UUID ben = sql.sql("select person from identity.login where name = 'ben'")
                .query(UUID.class)
                .single();

        assertThatThrownBy(() -> verdict(pin, proposer, proposer)).hasStackTraceContaining("pin_needs_two_people");
        assertThatThrownBy(() -> verdict(pin, ben, proposer))
                .as("with another proposer in the row")
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> sql.sql("update asset.host_pin set proposed_by = ? where id = ?")
                        .params(ben, pin)
                        .update())
                .hasStackTraceContaining("append only");
        assertThatThrownBy(() -> sql.sql("""
                        insert into asset.host_pin (id, host_id, key_type, key_base64, fingerprint, source, proposed_at)
                        select gen_random_uuid(), host_id, key_type, key_base64, fingerprint, 'founding', now()
                        from asset.host_pin where id = ?
                        """).param(pin).update()).hasStackTraceContaining("founding is closed");
        assertThat(hosts.pinnedKeys(host("pin-04").id())).isEmpty();
    }

    @Test
    void whatTheHostShowsIsSeenByBothAndTrustedByNobody() throws Exception {
        try (RealSshd sshd = RealSshd.start(folder.resolve("sshd"), List.of(), List.of())) {
            propose("pin-05", sshd.port());
            String key = Files.readString(folder.resolve("sshd/host_key.pub")).strip();
            String shown = new SshWay.HostKey(key).fingerprint();

            Browser.Answer proposer = console("anna").post("/hosts/pin-05/scan");
            Browser.Answer second = console("ben").post("/hosts/pin-05/look");

            assertThat(proposer.body()).contains(shown);
            assertThat(second.body()).contains("the host shows another key");
            assertThat(console("nora").post("/hosts/pin-05/look").status()).isEqualTo(403);
            assertThat(hosts.pinnedKeys(host("pin-05").id())).isEmpty();
        }
        assertThat(console("anna").post("/hosts/pin-05/scan").status())
                .as("nobody answers any more")
                .isEqualTo(403);
    }

    @Test
    void holdsTheSameMachineForWhoHasSeenIt() {
        String production = add("twin-prod", "127.0.0.1", 2211, "/shop/web", TWIN);
        assertThat(decide("ben", "twin-prod", production, "confirm").status()).isEqualTo(200);
        String pin = add("twin-lab", "127.0.0.1", 2212, "/lab", TWIN);

        assertThat(program("anna").get("/api/v1/hosts/twin-lab").body())
                .contains("\"same_machine\":[{\"host\":\"/shop/web/twin-prod\",\"production\":true}]");
        assertThat(program("anna").get("/api/v1/hosts").body())
                .as("the list says the same")
                .contains("\"same_machine\":[{\"host\":\"/shop/web/twin-prod\",\"production\":true}]");
        assertThat(console("anna").get("/hosts/twin-lab").body())
                .contains("The same machine as /shop/web/twin-prod (production)");
        assertThat(console("carl").get("/hosts/twin-lab").body())
                .contains("The same machine as /shop/web/twin-prod (production)", "name=\"sameMachine\"");
        assertThat(recorded("proposed for /lab/twin-lab; the same machine as /shop/web/twin-prod (production)"))
                .hasSize(1);

        Browser.Answer seen = program("carl")
                .json(
                        "POST",
                        "/api/v1/hosts/twin-lab/pins/" + pin + "/confirm",
                        "{\"note\":\"one machine for both\",\"sameMachine\":true}");

        assertThat(seen.status()).as(seen.body()).isEqualTo(200);
        assertThat(hosts.pinnedKeys(host("twin-lab").id())).hasSize(1);
        assertThat(recorded("confirmed for /lab/twin-lab; the same machine as /shop/web/twin-prod (production)"))
                .hasSize(1);
    }

    @Test
    void bitesTheSameMachineUnseen() {
        String production = add("pair-prod", "127.0.0.1", 2213, "/shop/web", OTHER_TWIN);
        decide("ben", "pair-prod", production, "confirm");
        String pin = add("pair-lab", "127.0.0.1", 2214, "/lab", OTHER_TWIN);

        Browser.Answer unseen = decide("carl", "pair-lab", pin, "confirm");

        assertThat(unseen.status()).isEqualTo(403);
        assertThat(unseen.headers()).containsEntry("x-bastide-exit", "3");
        assertThat(unseen.body()).contains("it is the same machine", "sameMachine: true");
        assertThat(console("carl")
                        .post("/hosts/pair-lab/pins/" + pin + "/confirm", "note", "read it there")
                        .status())
                .isEqualTo(403);
        assertThatThrownBy(() -> verdict(UUID.fromString(pin), person("anna"), person("carl")))
                .hasStackTraceContaining("nobody said that he has seen it");
        assertThat(hosts.pinnedKeys(host("pair-lab").id())).isEmpty();

        assertThat(decide("carl", "pair-lab", pin, "refuse").body())
                .as("what was refused makes nothing the same machine, for API and page alike")
                .contains("\"state\":\"refused\"", "\"same_machine\":[]");
        assertThat(console("anna").get("/hosts/pair-lab").body()).doesNotContain("The same machine as");
    }

    @Test
    void bitesTheSameMachineByAddressWhateverItsKey() {
        add("place-prod", "place.example", 2231, "/shop/web", KEY);
        assertThat(post("place-lab", "PLACE.example.", 2231, "/lab", THIRD).body())
                .contains("The host place-prod answers");
        String pin = add("place-lab", "PLACE.example.", 2232, "/lab", THIRD);
        TestHosts.move(sql, vault, host("place-lab").id(), 2231);

        assertThat(decide("carl", "place-lab", pin, "confirm").body())
                .contains("/shop/web/place-prod", "it is the same machine");
        assertThatThrownBy(() -> verdict(UUID.fromString(pin), person("anna"), person("carl")))
                .hasStackTraceContaining("nobody said that he has seen it");
    }

    @Test
    void bitesAnAddressInBrackets() {
        assertThat(post("bracket", "[::1]", 22, "/lab", KEY).body()).contains("\"field\":\"address\"");
    }

    @Test
    void hostsPageAndKeysPageGiveWholeLinesAndTheBastionsKeys() {
        add("line-01", "127.0.0.1", 2221, "/lab", KEY);
        int door = bastion.port().orElseThrow();
        SshWay.HostKey key = new SshWay.HostKey(bastion.publicKeys().getFirst());
        Browser anna = console("anna");

        assertThat(anna.get("/hosts/line-01").body())
                .contains("ssh -p " + door + " anna%line-01@127.0.0.1", key.fingerprint())
                .contains("[127.0.0.1]:" + door + " " + key.line());
        assertThat(anna.get("/me/keys").body()).contains("ssh -p " + door + " anna%HOST@127.0.0.1", key.fingerprint());
    }

    @Test
    void askingForKeysReachesNeitherBastideItselfNorLinkLocalAddresses() {
        int database = sql.sql("select inet_server_port()").query(Integer.class).single();
        String barred =
                "127.0.0.1 %d,64:ff9b::7f00:1 %d,localhost %d,127.0.0.1 %d,169.254.169.254 80,fe80::1 22,64:ff9b::a9fe:a9fe 80,2002:a9fe:a9fe::1 80,::169.254.169.254 80"
                        .formatted(port, port, bastion.port().orElseThrow(), database);
        Browser anna = console("anna");

        for (String place : barred.split(",", -1)) {
            String name = "barred-" + place.replaceAll("[^0-9a-z]+", "-");
            add(name, place.split(" ", -1)[0], Integer.parseInt(place.split(" ", -1)[1]), "/lab", KEY);
            Browser.Answer answer = anna.post("/hosts/" + name + "/scan");
            assertThat(answer.status()).as(place).isEqualTo(403);
            assertThat(answer.body()).as(place).contains("is not asked for host keys");
        }
    }

    private List<StoredRecord> recorded(String content) {
        return record.search(
                        Actor.machine("test", AccessMethod.JOB),
                        AuditQuery.of(Map.of("operation", "host.pin", "content", content)),
                        null,
                        10)
                .records();
    }

    private UUID person(String login) {
        return sql.sql("select person from identity.login where name = ?")
                .param(login)
                .query(UUID.class)
                .single();
    }

    private void verdict(UUID pin, UUID proposer, UUID decider) {
        sql.sql("""
                insert into asset.host_pin_verdict (pin_id, proposed_by, decided_by, confirmed, note, decided_at)
                values (?, ?, ?, true, 'alone', now())
                """).params(pin, proposer, decider).update();
    }

    private String propose(String name, int sshPort) {
        return add(name, "127.0.0.1", sshPort, "/lab", KEY);
    }

    private String add(String name, String address, int sshPort, String node, String key) {
        Browser.Answer added = post(name, address, sshPort, node, key);
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        return json(added).path("pins").get(0).path("id").asString();
    }

    private Browser.Answer post(String name, String address, int sshPort, String node, String key) {
        return program("anna")
                .json(
                        "POST",
                        "/api/v1/hosts",
                        "{\"name\":\"%s\",\"address\":\"%s\",\"port\":%d,\"node\":\"%s\",\"accounts\":[\"deploy\"],\"host_keys\":[\"%s\"]}"
                                .formatted(name, address, sshPort, node, key));
    }

    private Browser.Answer decide(String login, String name, String pin, String verb) {
        return program(login)
                .json("POST", "/api/v1/hosts/" + name + "/pins/" + pin + "/" + verb, "{\"note\":\"read it there\"}");
    }

    private Host host(String name) {
        return hosts.byName(name).orElseThrow();
    }

    private Browser program(String login) {
        return signIns.program(login);
    }

    private Browser console(String login) {
        return signIns.console(login);
    }

    private String code(String owner) {
        return signIns.code(owner);
    }

    private static JsonNode json(Browser.Answer answer) {
        return JSON.readTree(answer.body());
    }
}
