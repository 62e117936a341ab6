package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An approved operation is run by Bastide on real hosts: asked for, approved, run, watched, undone, all by the API. */
@OnStage
class RunThroughTheDoorTest {
    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @Autowired
    Sessions sessions;

    @LocalServerPort
    int port;

    @Test
    void runsHostByHostUnderTheSamePermitAndRecording() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01", "lab-01");

        assertThat(shop.verb(anna, port, id, "run").status()).isEqualTo(200);
        shop.awaitState(anna, port, id, "done");

        assertThat(ground.written()).containsExactly("one", "three", "one", "three");
        assertThat(sessions.ofPerson(anna.id(), 6)).allSatisfy(session -> {
            assertThat(session.machine()).isEqualTo("runner");
            assertThat(session.permit()).isNotNull();
            assertThat(session.recording()).isEqualTo(Session.RecordingState.WHOLE);
        });
        Browser.Answer watched = watch(anna, id);
        assertThat(watched.headers()).containsEntry("x-bastide-exit", "0");
        assertThat(watched.body())
                .contains("/shop/web/web-01$ echo one >> " + ground.lines(), "done (exit 0)", id + ": Done");
        String page = shop.pages(anna, port).get("/operations/" + id).body();
        assertThat(page).contains("Seen on /shop/web/web-01", "Seen on /tests/lab/lab-01");
        assertThat(shop.pages(anna, port).get("/sessions/" + newest(anna).id()).body())
                .contains("Done by", "runner");
    }

    @Test
    void theStoryTellsWhoAgreedWhenAndWhy() throws Exception {
        Stage.Person anna = stage.operator();
        String id = shop.approved(anna, port, shop.ground(), "web-01");

        String page = shop.pages(anna, port).get("/operations/" + id).body();
        String told = shop.api(anna, port).get("/api/v1/operations/" + id).body();

        assertThat(page).contains("agreed, as the head", "read it, olga agrees", "read it, paul agrees");
        assertThat(told.indexOf("asked for the operation")).isPositive();
        assertThat(told.indexOf("olga agrees")).isGreaterThan(told.indexOf("asked for the operation"));
        assertThat(told.indexOf("paul agrees")).isGreaterThan(told.indexOf("olga agrees"));
        assertThat(told.indexOf("agreed by two others")).isGreaterThan(told.indexOf("paul agrees"));
    }

    @Test
    void whoeverStartedItWatchesItLiveAndAfterwardsAndAStrangerDoesNot() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person berta = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01");
        Path go = ground.lines().resolveSibling("go");
        ground.says("echo begun; while [ ! -e " + go + " ]; do sleep 0.1; done; echo finished");

        shop.verb(anna, port, id, "run");
        Eventually.holds(
                "the script runs",
                Duration.ofSeconds(30),
                () -> newest(anna).command().startsWith("sh "));
        SessionId session = newest(anna).id();
        String live = "/sessions/" + session + "/live";

        assertThat(seenLive(anna, live, "begun")).contains("begun");
        assertThat(shop.pages(anna, port).get("/operations/" + id + "/runs").body())
                .contains("data-output=\"" + live + "\"", "Stop the run");
        assertThat(shop.pages(berta, port).get(live).status()).isEqualTo(403);
        assertThat(shop.pages(berta, port).get("/operations/" + id + "/runs").body())
                .doesNotContain("data-output");
        Files.createFile(go);
        shop.awaitState(anna, port, id, "done");

        assertThat(shop.pages(anna, port)
                        .get("/sessions/" + session + "/replay")
                        .status())
                .isEqualTo(200);
        assertThat(shop.pages(anna, port)
                        .get("/sessions/" + session + "/events")
                        .body())
                .contains("finished");
        assertThat(shop.pages(berta, port)
                        .get("/sessions/" + session + "/events")
                        .status())
                .isEqualTo(403);
        assertThat(stage.records(session))
                .extracting(told -> told.operation())
                .contains("session.watch", "recording.open");
    }

    @Test
    void stopsAtTheFirstFailureAndRollsBackOnlyWhatItTouchedAndOnce() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person berta = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01", "lab-01");
        ground.says("exit 9");

        shop.verb(anna, port, id, "run");
        shop.awaitState(anna, port, id, "failed");

        assertThat(ground.written()).containsExactly("one");
        assertThat(watch(anna, id).headers()).containsEntry("x-bastide-exit", "1");
        assertThat(watch(anna, id).body()).contains("failed (exit 9)", "not begun");
        assertThat(shop.verb(berta, port, id, "roll-back").status()).isEqualTo(403);
        assertThat(shop.verb(anna, port, id, "roll-back").status()).isEqualTo(200);
        Eventually.holds(
                "the roll-back ends",
                Duration.ofSeconds(30),
                () -> shop.api(anna, port)
                        .get("/api/v1/operations/" + id)
                        .body()
                        .contains("rolled it back"));
        assertThat(ground.written()).containsExactly("one", "undone");
        Browser.Answer again = shop.verb(anna, port, id, "roll-back");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.body()).contains("rolled back already");
        assertThatThrownBy(() -> stage.sql
                        .sql("""
                        insert into bastion.run (id, operation, permit, rollback_of, step_hash, person, production, holder,
                            state, started_at)
                        select ?, operation, permit, id, step_hash, person, production, holder, 'running', now()
                        from bastion.run where operation = ? and rollback_of is null
                        """)
                        .params(UUID.randomUUID(), shop.idOf(id))
                        .update())
                .hasMessageContaining("rolled back, and once");
    }

    @Test
    void aStoppedStepIsUnknownUntilAPersonSaysHowItEnded() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person berta = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01");
        ground.says("echo two >> " + ground.lines() + "; sleep 300");
        shop.verb(anna, port, id, "run");
        Eventually.holds(
                "the script runs",
                Duration.ofSeconds(30),
                () -> ground.written().contains("two"));

        assertThat(shop.verb(berta, port, id, "stop").status()).isEqualTo(403);
        assertThat(shop.verb(anna, port, id, "stop").status()).isEqualTo(200);
        shop.awaitState(anna, port, id, "unknown");

        assertThat(ground.written()).containsExactly("one", "two");
        assertThat(watch(anna, id).headers()).containsEntry("x-bastide-exit", "4");
        assertThat(shop.pages(anna, port).get("/operations/" + id).body()).contains("Say how it ended");
        assertThatThrownBy(() -> stage.sql
                        .sql("update change.operation set state = 'done' where id = ?")
                        .param(shop.idOf(id))
                        .update())
                .hasMessageContaining("until a person settles it");
        String found = "{\"outcome\":\"done\",\"reason\":\"line two stands in the file\"}";
        assertThat(shop.verb(berta, port, id, "settle", found).status()).isEqualTo(403);
        assertThat(shop.verb(anna, port, id, "settle", "{\"outcome\":\"done\",\"reason\":\"ok\"}")
                        .status())
                .isEqualTo(400);
        assertThat(shop.verb(anna, port, id, "settle", found).status()).isEqualTo(200);
        assertThat(watch(anna, id).headers()).containsEntry("x-bastide-exit", "0");
        assertThat(shop.verb(anna, port, id, "settle", found).status()).isEqualTo(403);
        assertThat(shop.verb(anna, port, id, "roll-back").status()).isEqualTo(403);
        assertThatThrownBy(() -> stage.sql
                        .sql("update change.outcome set outcome = 'failed' where operation_id = ?")
                        .param(shop.idOf(id))
                        .update())
                .hasStackTraceContaining("append only");
    }

    @Test
    void aWatchOfWhatWasNotAgreedEndsWithThree() throws Exception {
        Stage.Person anna = stage.operator();
        String id = shop.asked(anna, port, shop.ground(), "lab-01");
        Browser.Answer first = watch(anna, id);
        assertThat(first.headers()).doesNotContainKey("x-bastide-exit").containsKey("x-bastide-next");
        assertThat(first.body()).contains("asked for the operation");

        assertThat(shop.verb(stage.paul, port, id, "reject", """
                                {"evaluation":"not on a Friday, please","code":"%s","hash":"%s"}""".formatted(
                                        stage.code(stage.paul), shop.hash(stage.paul, port, id)))
                        .status())
                .isEqualTo(200);
        Browser.Answer rest = shop.api(anna, port)
                .get("/api/v1/operations/" + id + "/watch?after="
                        + first.headers().get("x-bastide-next"));

        assertThat(rest.headers()).containsEntry("x-bastide-exit", "3");
        assertThat(rest.body()).contains("not on a Friday").doesNotContain("asked for the operation");
        assertThat(shop.api(anna, port)
                        .get("/api/v1/operations/" + id + "/watch?after=somewhere")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aWatchOfARunThatEndedBeforeItBeganEndsToo() throws Exception {
        Stage.Person anna = stage.operator();
        String id = shop.approved(anna, port, shop.ground(), "web-01");
        Browser.Answer before = watch(anna, id);
        assertThat(before.headers()).as("approved, and nothing ran yet").doesNotContainKey("x-bastide-exit");

        stage.sql
                .sql("""
                        insert into bastion.run (id, operation, permit, step_hash, person, production, holder, state,
                            started_at, ended_at)
                        select gen_random_uuid(), ?, p.id, repeat('0', 64), ?, true, gen_random_uuid(),
                            'stopped', now(), now()
                        from access.permit p where p.executor = ? order by p.issued_at desc limit 1
                        """)
                .params(shop.idOf(id), anna.id().value(), anna.id().value())
                .update();
        Browser.Answer after = watch(anna, id);

        assertThat(after.headers()).containsEntry("x-bastide-exit", "1");
        assertThat(after.body())
                .contains(id + ": Approved. The run ended before its first step", "operation run " + id);
    }

    @Test
    void onlyTheExecutorRunsItAndOnlyOnce() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person berta = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01");

        Browser.Answer other = shop.verb(berta, port, id, "run");
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.headers()).containsEntry("x-bastide-exit", "3");
        assertThat(other.body()).contains("A47");
        assertThat(stage.records(berta, "operation.run"))
                .anySatisfy(told -> assertThat(told.content()).contains("not-executor", id));
        assertThat(shop.verb(anna, port, id, "run").status()).isEqualTo(200);
        shop.awaitState(anna, port, id, "done");
        assertThat(shop.verb(anna, port, id, "run").status()).isEqualTo(403);
        assertThat(ground.written()).containsExactly("one", "three");
    }

    @Test
    void whatIsDoneByHandBesideTheStepsStandsInTheReportAfterTheSession() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01");

        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo one >> " + ground.lines())
                .run()
                .ok();
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo besides")
                .run()
                .ok();
        Browser pages = shop.pages(anna, port);
        Eventually.holds(
                "the report",
                Duration.ofSeconds(20),
                () -> pages.get("/operations/" + id).body().contains("echo besides"));
        String open = pages.get("/operations/" + id).body();
        assertThat(open).contains("Commands that no step matches", "Seen on /shop/web/web-01");
        assertThat(open).doesNotContain("not seen in any session");
        shop.verb(anna, port, id, "finish");
        String closed = pages.get("/operations/" + id).body();

        assertThat(closed).contains("not seen in any session");
        assertThat(stage.sql
                        .sql("select kind from change.review where operation_id = ?")
                        .param(shop.idOf(id))
                        .query(String.class)
                        .list())
                .containsExactly("deviation");
        assertThat(stage.sql
                        .sql("select command from change.deviation where operation_id = ?")
                        .param(shop.idOf(id))
                        .query(String.class)
                        .list())
                .containsExactly("echo besides");
    }

    @Test
    void theReportIsNotRewritten() throws Exception {
        Stage.Person anna = stage.operator();
        String id = shop.approved(anna, port, shop.ground(), "web-01");
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo besides")
                .run()
                .ok();
        stage.over(anna, Duration.ofSeconds(10));
        shop.verb(anna, port, id, "finish");
        UUID operation = shop.idOf(id);

        for (String attempt : List.of(
                "delete from change.deviation where operation_id = ?",
                "update change.deviation set command = 'exit' where operation_id = ?",
                "delete from change.step_seen using change.operation_revision r"
                        + " where r.id = revision_id and not r.production and ?::uuid is not null")) {
            assertThatThrownBy(() -> stage.sql.sql(attempt).param(operation).update())
                    .as(attempt)
                    .hasStackTraceContaining("append only");
        }
    }

    private Session newest(Stage.Person person) {
        return sessions.ofPerson(person.id(), 1).getFirst();
    }

    private Browser.Answer watch(Stage.Person person, String id) {
        return shop.api(person, port).get("/api/v1/operations/" + id + "/watch");
    }

    /** What the live view says until this word is seen in it. */
    private String seenLive(Stage.Person person, String path, String word) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Cookie", "bastide=" + shop.pages(person, port).cookie("bastide"))
                .timeout(Duration.ofSeconds(30))
                .build();
        StringBuilder seen = new StringBuilder();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<java.io.InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                while (line != null && seen.indexOf(word) < 0) {
                    seen.append(line).append('\n');
                    line = lines.readLine();
                }
            }
            client.shutdownNow();
        }
        return seen.toString();
    }
}
