package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.intake.Feeder.Answer;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sources are registered, changed and undone by who may, on the page; every change is recorded. (A67, A114) */
@BastideTest
@Import(Feeder.class)
class SourcesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Autowired
    private Sources sources;

    @Autowired
    private TestPeople people;

    @Autowired
    private JdbcClient sql;

    @Test
    void aSourceIsRegisteredChangedAndPutBack() {
        Browser browser = feeder.anna.again(port);
        String name = Feeder.name("web");

        assertThat(browser.post(
                                "/sources",
                                "name",
                                name,
                                "kind",
                                "http",
                                "node",
                                "/",
                                "peers",
                                "10.0.0.0/8",
                                "zone",
                                "UTC")
                        .location())
                .endsWith("/sources/" + name);
        browser.post("/sources/" + name, "node", "/", "peers", "", "zone", "Asia/Shanghai");
        assertThat(sources.all())
                .anyMatch(source -> source.name().equals(name)
                        && !source.enabled()
                        && source.setting().zone().getId().equals("Asia/Shanghai"));
        browser.post("/sources/" + name + "/undo");

        assertThat(sources.all())
                .anyMatch(source -> source.name().equals(name)
                        && source.enabled()
                        && source.setting().peers().contains("10.0.0.0/8")
                        && Integer.valueOf(2).equals(source.setting().undoes()));
        assertThat(browser.get("/sources/" + name).body()).contains("undid the last change");
        assertThat(feeder.records("object", "source:" + name))
                .extracting(stored -> stored.entry().operation())
                .contains("intake.register", "intake.change", "intake.undo");
    }

    @Test
    void whatIsWrongIsSaidBesideItsField() {
        Browser browser = feeder.anna.again(port);

        assertThat(browser.post("/sources", "name", "Not A Name", "kind", "http", "node", "/")
                        .body())
                .contains("small letters");
        assertThat(browser.post("/sources", "name", Feeder.name("x"), "kind", "http", "node", "/nowhere")
                        .body())
                .contains("No such node");
        for (String peer : new String[] {"example.org", "10.0.0.0/99", "1", "10.0.0.1/-1"}) {
            assertThat(browser.post("/sources", "name", Feeder.name("x"), "kind", "http", "node", "/", "peers", peer)
                            .body())
                    .as(peer)
                    .contains("literal addresses");
        }
        assertThat(browser.post("/sources", "name", Feeder.name("x"), "kind", "http", "node", "/", "zone", "Mars/Base")
                        .body())
                .contains("No such time zone");
    }

    @Test
    void whoMayNotChangeMayNot() {
        Source source = feeder.source(SourceKind.HTTP, "");
        TestPeople.Someone reader = people.with("auditor", "auditor");
        TestPeople.Someone stranger = people.with("operator");

        assertThat(reader.again(port).get("/sources/" + source.name()).status()).isEqualTo(200);
        assertThat(reader.again(port)
                        .post("/sources/" + source.name(), "node", "/")
                        .status())
                .isEqualTo(403);
        assertThat(reader.again(port)
                        .post("/sources/" + source.name() + "/token")
                        .status())
                .isEqualTo(403);
        assertThat(stranger.again(port).get("/sources").status()).isEqualTo(403);
        assertThatThrownBy(() -> sources.undo(reader.actor(), source.name()))
                .isInstanceOf(dev.bastide.authority.ActRefused.class);
    }

    @Test
    void aSettingWrittenPastTheProgramCountsForNothing() {
        Source source = feeder.source(SourceKind.HTTP, "");

        sql.sql("""
                insert into intake.setting (source, version, node, host, peers, zone, enabled, changed_by, changed_at, mark)
                select source, 2, node, host, peers, zone, false, changed_by, now(), sha256('x')
                from intake.setting where source = ?
                """).param(source.id()).update();

        assertThat(sources.find(source.id()).orElseThrow().enabled()).isTrue();
        assertThat(sources.change(feeder.anna.actor(), source.name(), new Sources.Wanted("/", "", "", "", true))
                        .setting()
                        .version())
                .isEqualTo(3);
        assertThatThrownBy(() ->
                        sql.sql("update intake.setting set enabled = false").update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> sql.sql("delete from intake.source").update()).isInstanceOf(DataAccessException.class);
    }

    @Test
    void aTokenIsShownOnceAndEndsWhenRevoked() {
        Source source = feeder.source(SourceKind.HTTP, "");
        Browser browser = feeder.anna.again(port);
        Matcher shown = Pattern.compile("bsi_[0-9a-f]{48}")
                .matcher(browser.post("/sources/" + source.name() + "/token").body());
        assertThat(shown.find()).isTrue();
        String token = shown.group();

        assertThat(browser.get("/sources/" + source.name()).body()).doesNotContain(token);
        Answer before = Feeder.lines(port, source, token, "x");
        Matcher revoke = Pattern.compile("/sources/[^\"]*/revoke")
                .matcher(browser.get("/sources/" + source.name()).body());
        assertThat(revoke.find()).isTrue();
        browser.post(revoke.group());
        Answer after = Feeder.lines(port, source, token, "x");

        assertThat(before.status()).isEqualTo(200);
        assertThat(after.status()).isEqualTo(401);
        assertThat(sql.sql(
                                "select count(*) from intake.token where source = ? and position(? in encode(hash, 'hex')) > 0")
                        .params(source.id(), token.substring(4))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aSourceHasTwoTokensAtMost() {
        Source source = feeder.source(SourceKind.HTTP, "");
        feeder.token(source);
        feeder.token(source);

        Browser.Answer third = feeder.anna.again(port).post("/sources/" + source.name() + "/token");

        assertThat(third.status()).isEqualTo(422);
        assertThat(third.body()).contains("2 tokens already");
    }

    @Test
    void programsReadTheCounts() {
        Source source = feeder.source(SourceKind.HTTP, "");
        Feeder.lines(port, source, feeder.token(source), "no json");

        Browser.Answer answer = feeder.anna.again(port).get("/api/v1/intake/sources/" + source.name());

        assertThat(Feeder.JSON
                        .readTree(answer.body())
                        .path("streams")
                        .get(0)
                        .path("quarantined")
                        .asInt())
                .isEqualTo(1);
    }
}
