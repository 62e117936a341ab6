package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PermitId;
import dev.bastide.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** One person has two approved operations on one account: each rests on its own permit, whichever was agreed to last. */
@OnStage
class TwoOperationsTest {
    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @Autowired
    FillingDisks disks;

    @LocalServerPort
    int port;

    @Test
    void theOlderRunsAndThenTheNewer() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground before = shop.ground();
        Shop.Ground after = shop.ground();
        String older = shop.approved(anna, port, before, "web-01");
        String newer = shop.approved(anna, port, after, "web-01");

        assertThat(shop.verb(anna, port, older, "run").status()).isEqualTo(200);
        shop.awaitState(anna, port, older, "done");
        assertThat(before.written()).containsExactly("one", "three");
        assertThat(after.written()).isEmpty();

        assertThat(shop.verb(anna, port, newer, "run").status()).isEqualTo(200);
        shop.awaitState(anna, port, newer, "done");
        assertThat(after.written()).containsExactly("one", "three");
    }

    @Test
    void aRunGoesOnWhenAnotherOperationIsAgreedToInItsMidst() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String older = shop.approved(anna, port, ground, "web-01");
        Path go = ground.lines().resolveSibling("go");
        ground.says("echo two >> " + ground.lines() + "; while [ ! -e " + go + " ]; do sleep 0.1; done");
        shop.verb(anna, port, older, "run");
        Eventually.holds(
                "the script runs",
                Duration.ofSeconds(30),
                () -> ground.written().contains("two"));

        String newer = shop.approved(anna, port, shop.ground(), "web-01");
        Files.createFile(go);
        shop.awaitState(anna, port, older, "done");

        shop.awaitState(anna, port, newer, "approved");
        assertThat(ground.written()).containsExactly("one", "two", "three");
    }

    @Test
    void theNewerLendsNothingToTheOlderWhoseApprovalIsTakenBack() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String older = shop.approved(anna, port, ground, "web-01");
        shop.approved(anna, port, shop.ground(), "web-01");

        stage.endPermit(new PermitId(stage.sql
                .sql("select permit_id from change.operation where id = ?")
                .param(shop.idOf(older))
                .query(UUID.class)
                .single()));
        var refused = shop.verb(anna, port, older, "run");

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(ground.written()).isEmpty();
    }

    @Test
    void aRunOfWhichNothingBeganSaysWhyAndCanBeRunAgain() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01");
        disks.full = true;
        try {
            assertThat(shop.verb(anna, port, id, "run").status()).isEqualTo(200);
            Eventually.holds(
                    "the run ends",
                    Duration.ofSeconds(30),
                    () -> shop.api(anna, port)
                            .get("/api/v1/operations/" + id)
                            .body()
                            .contains("can be run again"));
        } finally {
            disks.full = false;
        }

        String why = "The recorder cannot write, and nothing runs unrecorded.";
        assertThat(shop.api(anna, port).get("/api/v1/operations/" + id).body()).contains(why);
        assertThat(shop.pages(anna, port).get("/operations/" + id).body()).contains(why);
        assertThat(shop.pages(anna, port).get("/operations/" + id + "/runs").body())
                .contains(why)
                .doesNotContain("roll-back");
        assertThat(stage.sql
                        .sql("select why_key from bastion.run where operation = ?")
                        .param(shop.idOf(id))
                        .query(String.class)
                        .list())
                .containsExactly("bastion.refused.recorder");

        // The recorder looks at its disk again after a moment; until then a run stands back once more.
        Eventually.holds("it runs again", Duration.ofSeconds(60), () -> {
            shop.verb(anna, port, id, "run");
            return ground.written().contains("three");
        });
        shop.awaitState(anna, port, id, "done");
        assertThat(ground.written()).containsExactly("one", "three");
    }
}
