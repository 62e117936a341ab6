package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.Browser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An emergency from asking to login, the eyes of others on it, its review, and what an overdue one takes away. */
@OnStage
class EmergencyThroughTheDoorTest {
    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @LocalServerPort
    int port;

    @Test
    void fromAskingToTheOverdueReview() throws Exception {
        Stage.Person anna = stage.operator();
        assertThat(stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true")
                        .run()
                        .exit())
                .as("without a permit")
                .isNotZero();

        long told = notices(stage.sec);
        String id = start(anna, "45m").body().strip();
        assertThat(id).matches("OP-[0-9]{6}");
        assertThat(notices(stage.sec))
                .as("everybody on the node is told at once")
                .isEqualTo(told + 1);

        Process terminal =
                stage.ssh(anna, "web-01", stage.code(anna), List.of(), "cat").start();
        Session live = stage.live(anna);
        String watch = "/sessions/" + live.id() + "/watch";
        Browser paul = shop.pages(stage.paul, port);
        assertThat(paul.get("/operations/" + id).body())
                .as("the live view is offered")
                .contains(watch);
        assertThat(paul.get(watch).status()).isEqualTo(200);
        terminal.getOutputStream().close();
        assertThat(terminal.waitFor()).isZero();
        stage.over(anna, Duration.ofSeconds(10));

        Browser.Answer early = shop.pages(anna, port).post(review(id), verdict());
        assertThat(early.status()).as("nobody reviews himself").isEqualTo(403);
        stage.clock.advance(Duration.ofDays(6));
        Browser.Answer refused = start(anna, "30m");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).containsEntry("x-bastide-exit", "3");
        assertThat(refused.body()).contains("B30", "overdue", id);
        assertThatThrownBy(() -> stage.sql
                        .sql("""
                        insert into change.operation (id, node_id, production, emergency, state, owner_id, head_id,
                            executor_id, revision_id, permit_id, window_from, window_to, cause, belongs_to, asked_at,
                            lapses_at, changed_at)
                        select gen_random_uuid(), node_id, production, emergency, 'approved', owner_id, head_id,
                            executor_id, revision_id, permit_id, window_from, window_to, cause, belongs_to, :now, :now,
                            :now
                        from change.operation where id = :id
                        """)
                        .param("now", java.sql.Timestamp.from(stage.clock.instant()))
                        .param("id", shop.idOf(id))
                        .update())
                .hasMessageContaining("review of an earlier emergency is overdue");

        Browser olga = shop.pages(stage.olga, port);
        assertThat(olga.get(review(id)).body()).contains("Overdue");
        assertThat(olga.post(review(id), verdict()).location()).contains(review(id));
        assertThat(start(anna, "30m").status()).isEqualTo(200);
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true").run().ok();
    }

    @Test
    void notForAnHourAndAMinuteNotForTwoNodesAndNotForThoseWhoDoNotOperate() {
        Stage.Person anna = stage.operator();

        Browser.Answer longer = start(anna, "61m");
        assertThat(longer.status()).isEqualTo(403);
        assertThat(longer.body()).contains("B30", "60");
        Browser.Answer two = emergency(anna, "\"web-01\",\"lab-01\"", "30m");
        assertThat(two.status()).isEqualTo(403);
        assertThat(two.body()).contains("one node");
        assertThat(emergency(stage.paul, "\"web-01\"", "30m").status()).isEqualTo(403);
        assertThat(shop.pages(stage.paul, port).get("/operations/emergency").status())
                .isEqualTo(403);
    }

    private Browser.Answer start(Stage.Person person, String window) {
        return emergency(person, "\"web-01\"", window);
    }

    private Browser.Answer emergency(Stage.Person person, String hosts, String window) {
        Browser browser = shop.pages(person, port).header("Accept", "text/plain, application/problem+json");
        return browser.json("POST", "/api/v1/operations", """
                {"hosts":[%s],"account":"%s","steps":["cat"],"window":"%s","reason":"the shop is down","emergency":true,
                 "cause":"customer-experience","belongs_to":"alarm 4711"}""".formatted(hosts, stage.sshd.account(), window));
    }

    private String review(String operation) {
        return "/reviews/"
                + stage.sql
                        .sql("select id::text from change.review where operation_id = ? and kind = 'emergency'")
                        .param(shop.idOf(operation))
                        .query(String.class)
                        .single();
    }

    private static String[] verdict() {
        return new String[] {
            "justified", "yes", "evaluation", "the shop was down and is up again", "way_back", "nothing was changed"
        };
    }

    private long notices(Stage.Person person) {
        return stage.sql
                .sql("select count(*) from notification.inbox where person_id = ?")
                .param(person.id().value())
                .query(Long.class)
                .single();
    }
}
