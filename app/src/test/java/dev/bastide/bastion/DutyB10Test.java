package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Hosts;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.HostId;
import dev.bastide.bastion.configuration.Configurations;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * B10: the configuration of a network device is read before and after each operation and once a day; what changed stands
 * with the operation, and what changed without one is told. The device is a real sshd whose configuration is a file.
 */
@OnStage
class DutyB10Test {
    private static final AtomicInteger DEVICES = new AtomicInteger();
    private static final String CONFIGURATION = """
            hostname sw
            ! Last configuration change at 09:12:13 UTC Sun Nov 22 2026 by admin
            enable secret 9 cisco-secret-marker
            vlan 5
            """;

    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @Autowired
    AuditSearch record;

    @Autowired
    Configurations configurations;

    @Autowired
    Hosts hosts;

    @LocalServerPort
    int port;

    private RealSshd device;
    private String name;
    private Path configuration;

    @BeforeEach
    void register() throws Exception {
        name = "sw-" + DEVICES.incrementAndGet();
        Path folder = Files.createDirectories(stage.folder.resolve(name));
        configuration = Files.writeString(folder.resolve("running-config"), CONFIGURATION);
        device = RealSshd.start(folder.resolve("sshd"), List.of(), List.of());
        Browser boss = shop.api(stage.boss, port);
        Browser.Answer added = boss.json(
                "POST", "/api/v1/hosts", """
                {"name":"%s","address":"127.0.0.1","port":%d,"node":"/tests/lab","accounts":["%s"],
                 "kind":"network_device","credential":"key","host_keys":["%s"]}""".formatted(name, device.port(), device.account(), device.hostKey()));
        assertThat(added.status()).as(added.body()).isLessThan(300);
        Files.writeString(
                folder.resolve("sshd/authorized_keys"),
                "command=\"sh " + shell(folder) + "\" " + found("\"public_key\":\"([^\"]+)\"", added) + "\n");
        String pin = "/api/v1/hosts/" + name + "/pins/" + found("\"pins\":\\[\\{\"id\":\"([^\"]+)\"", added);
        Browser.Answer confirmed = shop.api(stage.sec, port)
                .json("POST", pin + "/confirm", "{\"note\":\"compared by telephone\",\"sameMachine\":true}");
        assertThat(confirmed.status()).as(confirmed.body()).isEqualTo(200);
        Browser.Answer described = shop.pages(stage.boss, port)
                .post("/hosts/" + name + "/care", "console_note", "", "config_command", "show running-config");
        assertThat(described.status()).isEqualTo(302);
    }

    /** What a device has for a shell: one command of its own, and here every other too. */
    private Path shell(Path folder) throws IOException {
        return Files.writeString(folder.resolve("device"), """
                case "$SSH_ORIGINAL_COMMAND" in
                    "show running-config") exec cat %s ;;
                    *) exec sh -c "$SSH_ORIGINAL_COMMAND" ;;
                esac
                """.formatted(configuration));
    }

    @AfterEach
    void stop() {
        device.close();
    }

    @Test
    void holdsTheDifferenceStandsWithTheOperation() throws Exception {
        Stage.Person anna = stage.operator();
        String step = "echo vlan 7 >> " + configuration;
        String id = approved(anna, step);

        stage.ssh(anna, name, stage.code(anna), List.of(), step).run().ok();

        Eventually.holds(
                "the configuration after the work is read",
                Duration.ofSeconds(30),
                () -> told(id).stream().anyMatch(content -> content.contains(", after: read, +1 −0 lines")));
        assertThat(told(id)).anyMatch(content -> content.contains(", before: read for the first time"));
        Browser pages = shop.pages(anna, port);
        String page = pages.get("/operations/" + id).body();
        assertThat(page).contains("/tests/lab/" + name + " +1 −0");
        String reading = find("/configurations/[0-9a-f-]{36}", page);
        String difference = pages.get(reading).body();
        assertThat(difference).contains("+vlan 7", "Secrets are masked").doesNotContain("cisco-secret-marker");
    }

    @Test
    void holdsAChangeWithoutATicketIsTold() throws Exception {
        round(", routine: read for the first time");
        Files.writeString(configuration, "no logging\n", StandardOpenOption.APPEND);

        round(", routine: read, +1 −0 lines, while nobody worked on it through the bastion");

        assertThat(ofDevice("configuration.drift")).hasSize(1);
        look();
        // Other tests tell the same people many things: their page may begin with those.
        assertThat(stage.sql
                        .sql("""
                        select n.args[2]
                        from notification.notice as n join notification.inbox as i on i.notice_id = n.id
                        where n.kind = 'bastion.configuration-drift' and n.security and i.person_id = ?
                            and n.args[1] = '/tests/lab/' || ?
                        """)
                        .params(stage.sec.id().value(), name)
                        .query(String.class)
                        .list())
                .containsExactly("+1 −0");
    }

    private void look() {
        UUID reading = stage.sql.sql("""
                        select r.id from bastion.configuration_reading r join asset.host h on h.id = r.host
                        where r.drift and h.name = ?
                        """).param(name).query(UUID.class).single();
        try (Chromium browser = Chromium.start()) {
            String address = "http://127.0.0.1:" + port;
            browser.go(address + "/sign-in");
            String session = Objects.requireNonNull(shop.pages(stage.sec, port).cookie("bastide"));
            browser.driver().manage().addCookie(new Cookie("bastide", session));
            browser.go(address + "/configurations/" + reading);
            browser.read("Find out who did it");
            browser.picture("configuration-drift");
            assertThat(browser.overflows(390)).isFalse();
            browser.go(address + "/hosts/" + name);
            browser.read("by the device's own commands");
            browser.picture("network-device");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void holdsWhatChangesByItselfIsNoChange() throws Exception {
        round(", routine: read for the first time");
        Files.writeString(configuration, CONFIGURATION.replace("09:12:13", "10:13:14"));

        round(", routine: read, +0 −0 lines");

        assertThat(ofDevice("configuration.drift")).isEmpty();
    }

    @Test
    void holdsADeviceThatCannotBeReadHoldsNobodyUpAndSaysSo() throws Exception {
        Stage.Person anna = stage.operator();
        String id = approved(anna, "true vlan 7");
        Files.delete(configuration);

        stage.ssh(anna, name, stage.code(anna), List.of(), "true vlan 7").run().ok();

        Eventually.holds(
                "that it could not be read",
                Duration.ofSeconds(30),
                () -> told(id).stream()
                        .anyMatch(content ->
                                content.contains(", after: could not be read: the command ended with exit code 1")));
        assertThat(shop.pages(anna, port).get("/operations/" + id).body()).contains("Could not be read");
    }

    @Test
    void bitesNobodyLogsInToADeviceWithoutAnOperationNotEvenOffProduction() throws Exception {
        Stage.Person anna = stage.operator();

        Program.Result ended =
                stage.ssh(anna, name, stage.code(anna), List.of(), "true").run();

        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.err()).contains("B10", "name the change ticket");
    }

    @Test
    void holdsBeforeTheFirstReadingThePageSaysWhenItWillBe() {
        Browser browser = shop.pages(stage.boss, port);

        assertThat(browser.get("/hosts/" + name).body())
                .contains("Not read yet", "show running-config", "Before and after each session, and once a day")
                .contains("by the device's own commands")
                .doesNotContain("sshd_config");
        assertThat(browser.get("/hosts/" + name + "/care").body())
                .contains("display current-configuration · Huawei VRP", "/export · MikroTik RouterOS");

        browser.post("/hosts/" + name + "/care", "console_note", "", "config_command", "");
        assertThat(browser.get("/hosts/" + name).body()).contains("Choose one under");
    }

    @Test
    void bitesOnlyACommandThatIsKnownToShowAndChangeNothingIsEverRunUnasked() {
        Browser.Answer refused = shop.pages(stage.boss, port)
                .post("/hosts/" + name + "/care", "console_note", "", "config_command", "show running-config; reload");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("no command known to show a configuration");

        stage.sql
                .sql("update asset.host set config_command = 'reload' where name = ?")
                .param(name)
                .update();

        HostId id = new HostId(stage.sql
                .sql("select id from asset.host where name = ?")
                .param(name)
                .query(UUID.class)
                .single());
        assertThat(hosts.device(id)).isEmpty();
    }

    @Test
    void bitesASessionThatHasNotBegunHidesNoDrift() throws Exception {
        round(", routine: read for the first time");
        announced("gen_random_uuid()");
        Files.writeString(configuration, "username backdoor\n", StandardOpenOption.APPEND);

        round(", routine: read, +1 −0 lines, while nobody worked on it through the bastion");
    }

    @Test
    void bitesAHostileConfigurationHoldsUpNoLoginAndIsKept() throws Exception {
        Stage.Person anna = stage.operator();
        String id = approved(anna, "true vlan 9");
        round(", routine: read for the first time");
        Files.writeString(
                configuration, "description password" + " 5".repeat(100_000) + "\n" + "x\ny\n".repeat(60_000));

        stage.ssh(anna, name, stage.code(anna), List.of(), "true vlan 9").run().ok();

        assertThat(told(id)).anyMatch(content -> content.contains(", before: read, +120001 −3 lines"));
    }

    @Test
    void bitesTheDatabaseTakesNoSessionOnADeviceWithoutAPermit() {
        assertThatThrownBy(() -> announced("null"))
                .hasMessageContaining("a session on a network device needs a permit");
    }

    /** A session by the runner that was announced and has not begun. */
    private void announced(String permit) {
        stage.sql
                .sql("""
                insert into bastion.session (id, person, person_login, person_name, machine, host, host_path,
                    node, account, production, permit, rule, source, kind, state, holder, lease_until, announced_at,
                    not_after, file, file_hash, recording)
                select gen_random_uuid(), ?, 'x', 'x', 'runner', h.id, '/x', h.node_id, 'x', false, %s, 'none',
                    '127.0.0.1', 'run', 'announced', gen_random_uuid(), now() + interval '1 hour', now(), now(),
                    '2026/11/22/' || gen_random_uuid() || '.rec', sha256('x'), 'open'
                from asset.host h where h.name = ?
                """.formatted(permit))
                .params(stage.boss.id().value(), name)
                .update();
    }

    @Test
    void bitesWhatWasReadIsSealedAndNeverRewritten() throws Exception {
        round(", routine: read for the first time");

        byte[] sealed = stage.sql
                .sql("""
                        select sealed from bastion.device_configuration c join asset.host h on h.id = c.host
                        where h.name = ?
                        """)
                .param(name)
                .query((row, n) -> row.getBytes("sealed"))
                .single();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("cisco-secret-marker", "hostname");
        for (String attempt : List.of(
                "update bastion.configuration_reading set drift = false",
                "delete from bastion.configuration_reading",
                "update bastion.device_configuration set sealed = ''",
                "delete from bastion.device_configuration")) {
            assertThatThrownBy(() -> stage.sql.sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("ermission denied");
        }
    }

    @Test
    void bitesWhoHasNoRightDoesNotSeeTheDifference() throws Exception {
        round(", routine: read for the first time");
        UUID reading = stage.sql.sql("""
                        select r.id from bastion.configuration_reading r join asset.host h on h.id = r.host
                        where h.name = ?
                        """).param(name).query(UUID.class).single();

        assertThat(shop.pages(stage.operator(), port)
                        .get("/configurations/" + reading)
                        .status())
                .isEqualTo(403);
        assertThat(shop.pages(stage.aud, port).get("/configurations/" + reading).status())
                .isEqualTo(200);
        assertThat(ofDevice("configuration.open")).singleElement().asString().contains("Opened the configuration");
    }

    private String approved(Stage.Person person, String step) {
        Browser.Answer answer =
                shop.api(person, port).json("POST", "/api/v1/operations", """
                {"host":"%s","account":"%s","steps":["%s"],"rollback":["true undo"],"window":"2h","ticket":"CHG-7",
                 "reason":"a new network","impact":"nobody feels it"}""".formatted(name, device.account(), step));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String id = answer.body().strip();
        shop.approve(port, id);
        return id;
    }

    /** Makes the daily round, which says this of the device. */
    private void round(String said) {
        configurations.round();
        assertThat(ofDevice("configuration.")).anyMatch(content -> content.endsWith(said));
    }

    private List<String> told(String change) {
        return records(Map.of("change", change, "operation", "configuration."));
    }

    private List<String> ofDevice(String operation) {
        return records(Map.of("operation", operation)).stream()
                .filter(content -> content.contains("/tests/lab/" + name + (operation.endsWith("open") ? " as" : ",")))
                .toList();
    }

    private List<String> records(Map<String, String> query) {
        return record.search(Stage.SETUP, AuditQuery.of(query), null, 100).records().stream()
                .map(StoredRecord::entry)
                .map(AuditRecord::content)
                .toList();
    }

    private static String found(String pattern, Browser.Answer answer) {
        Matcher matcher = Pattern.compile(pattern).matcher(answer.body().replace("\\/", "/"));
        assertThat(matcher.find()).as(answer.body()).isTrue();
        return matcher.group(1);
    }

    private static String find(String pattern, String text) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("nothing like " + pattern);
        }
        return matcher.group();
    }
}
