package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Browser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What becomes of a real request is told at once to the terminal that waits for it, with what to do now. */
@OnStage
class EndedWhileWaitingTest {
    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @LocalServerPort
    int port;

    /** A terminal that waits for a request of its person. */
    private record Waiter(Stage.Person person, Shop.Ground ground, String request, Process ssh, Conversation talk) {}

    private Waiter waiter(String command) throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        shop.rehearse(anna, port, ground);
        String request = shop.asked(anna, port, ground, "web-01");
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), command)
                .start();
        Conversation talk = new Conversation(ssh);
        talk.hears("This terminal opens as soon as " + request + " is approved");
        return new Waiter(anna, ground, request, ssh, talk);
    }

    @Test
    void aCancelledRequestIsTold() throws Exception {
        Waiter waiter = waiter("true");

        Browser.Answer answer = shop.verb(
                waiter.person(), port, waiter.request(), "cancel", "{\"reason\":\"the sale goes on until Monday\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        assertThat(waiter.ssh().waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(waiter.ssh().exitValue()).isEqualTo(3);
        waiter.talk().hears(waiter.request() + " was cancelled by ");
        assertThat(waiter.talk().heard())
                .contains("the sale goes on until Monday", "Ask again by logging in once more", "A47");
        assertThat(stage.records(waiter.person(), "session.open"))
                .anyMatch(record -> record.content().contains("change.terminal.cancelled"));
    }

    @Test
    void aRejectedRequestIsToldWithTheEvaluation() throws Exception {
        Waiter waiter = waiter("true");

        Browser.Answer answer = shop.verb(stage.olga, port, waiter.request(), "reject", """
                {"evaluation":"never on a Friday evening","code":"%s","hash":"%s"}""".formatted(
                        stage.code(stage.olga), shop.hash(stage.olga, port, waiter.request())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        assertThat(waiter.ssh().waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(waiter.ssh().exitValue()).isEqualTo(3);
        waiter.talk().hears(waiter.request() + " was not approved. Test olga wrote: never on a Friday evening");
    }

    @Test
    void anApprovedRequestOpensTheRealDoorWithinASecond() throws Exception {
        Waiter waiter = waiter("echo 'really' in");

        shop.approve(port, waiter.request());
        long begun = System.nanoTime();

        waiter.talk().hears("really in");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(waiter.ssh().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anEditedRequestIsWaitedForAnewAndOpens() throws Exception {
        Waiter waiter = waiter("echo 'edited' and in");
        Browser.Answer answer = shop.verb(waiter.person(), port, waiter.request(), "edit", """
                {"hosts":["web-01"],"account":"%s","spec":"write-lines","values":{"lines":"%s","script":"%s"},
                 "window":"3h","reason":"it takes longer"}""".formatted(
                stage.sshd.account(), waiter.ground().lines(), waiter.ground().script()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        waiter.talk().hears(waiter.request() + " was edited and waits for approval anew.");
        shop.approve(port, waiter.request());
        waiter.talk().hears("edited and in");
        assertThat(waiter.ssh().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
}
