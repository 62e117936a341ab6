package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.bastion.recorder.Recorder;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who watches a session reads in the end why there is nothing more to see. */
@OnStage
class WatchingTest {
    private static final String LOOP = "while :; do echo tick; sleep 0.1; done";

    @Autowired
    Stage stage;

    @Autowired
    Recorder recorder;

    @Autowired
    FillingDisks disks;

    @LocalServerPort
    int port;

    @AfterEach
    void makeRoom() throws Exception {
        disks.full = false;
        Eventually.holds(
                "the recorder works again",
                Duration.ofSeconds(30),
                () -> recorder.failing().isEmpty());
    }

    @Test
    void readsThatTheRecorderFailed() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh =
                stage.ssh(anna, "lab-01", stage.code(anna), List.of(), LOOP).start();
        CompletableFuture<Browser.Answer> watched = watch(stage.live(anna));

        disks.full = true;

        assertThat(last(watched)).contains("event:over", "The recorder failed");
        ssh.destroy();
    }

    @Test
    void readsThatItIsOverWhenThePersonIsGone() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh =
                stage.ssh(anna, "lab-01", stage.code(anna), List.of(), LOOP).start();
        CompletableFuture<Browser.Answer> watched = watch(stage.live(anna));

        ssh.destroyForcibly();

        assertThat(last(watched)).contains("tick", "event:over", "The session is over: ");
    }

    @Test
    void readsWhoEndedItAndWhy() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh =
                stage.ssh(anna, "lab-01", stage.code(anna), List.of(), LOOP).start();
        Session session = stage.live(anna);
        CompletableFuture<Browser.Answer> watched = watch(session);

        Browser.Answer silent = stage.browser(stage.sec, port).post("/sessions/" + session.id() + "/end");
        Browser.Answer ended =
                stage.browser(stage.sec, port).post("/sessions/" + session.id() + "/end", "reason", "a drill");

        assertThat(silent.status()).as("without a reason").isEqualTo(422);
        assertThat(ended.location()).endsWith("/sessions/" + session.id());
        assertThat(last(watched)).contains("event:over", "Ended by Test sec: a drill");
        assertThat(ssh.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).endNote()).isEqualTo("a drill");
        assertThat(stage.browser(stage.sec, port)
                        .get("/sessions/" + session.id() + "/live")
                        .body())
                .as("who comes a moment too late reads how it ended")
                .contains("event:over", "Ended by Test sec: a drill");
    }

    private CompletableFuture<Browser.Answer> watch(Session session) throws Exception {
        Browser watcher = stage.browser(stage.sec, port);
        CompletableFuture<Browser.Answer> watched =
                CompletableFuture.supplyAsync(() -> watcher.get("/sessions/" + session.id() + "/live"));
        Eventually.holds(
                "the watcher is written down",
                Duration.ofSeconds(10),
                () -> stage.records(session.id()).stream()
                        .map(AuditRecord::operation)
                        .anyMatch("session.watch"::equals));
        return watched;
    }

    private static String last(CompletableFuture<Browser.Answer> watched) throws Exception {
        return watched.get(20, TimeUnit.SECONDS).body();
    }
}
