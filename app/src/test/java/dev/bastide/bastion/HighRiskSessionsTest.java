package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.WorkToReview;
import dev.bastide.bastion.session.SessionDesk;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A112: a real session of each kind that no chance may leave out is named as what it was, by the rooms that know, and one that
 * was none of these is not.
 */
@OnStage
class HighRiskSessionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @Autowired
    SessionDesk desk;

    @Autowired
    List<WorkToReview> rooms;

    @LocalServerPort
    int port;

    @Test
    void anOrdinarySessionIsLeftToChance() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "true").run().ok();

        Session session = stage.over(anna, SOON);

        assertThat(risks(session)).isEmpty();
        assertThat(rooms.stream().flatMap(room -> room.all(before(session), after(session)).stream()))
                .anyMatch(done -> done.session().equals(session.id().value()));
    }

    @Test
    void anEmergencyIsNamed() throws Exception {
        Stage.Person anna = stage.operator();
        Browser.Answer started = shop.pages(anna, port)
                .header("Accept", "text/plain, application/problem+json")
                .json("POST", "/api/v1/operations", """
                        {"hosts":["web-01"],"account":"%s","steps":["true"],"window":"30m","reason":"the shop is down",
                         "emergency":true,"cause":"customer-experience","belongs_to":"alarm 4711"}""".formatted(stage.sshd.account()));
        assertThat(started.status()).as(started.body()).isEqualTo(200);
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true").run().ok();

        assertThat(risks(stage.over(anna, SOON))).contains(WorkToReview.EMERGENCY);
    }

    @Test
    void rootOnProductionIsNamedAndNobodyElse() throws Exception {
        Stage.Person anna = stage.operator();
        stage.permit(anna, Duration.ofMinutes(30));
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true").run().ok();
        Session production = stage.over(anna, SOON);

        assertThat(production.production()).isTrue();
        assertThat(risks(production).contains(WorkToReview.PRODUCTION_ROOT))
                .isEqualTo(stage.sshd.account().equals("root"));
    }

    @Test
    void whatAnExceptionAllowedIsNamed() throws Exception {
        stage.exception(stage.dev);
        stage.permit(stage.dev, Duration.ofMinutes(30));
        stage.ssh(stage.dev, "web-01", stage.code(stage.dev), List.of(), "true")
                .run()
                .ok();

        assertThat(risks(stage.over(stage.dev, SOON))).contains(WorkToReview.EXCEPTION);
    }

    @Test
    void whatNoStepSaysIsNamed() throws Exception {
        Stage.Person anna = stage.operator();
        shop.approved(anna, port, shop.ground(), "web-01");
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo besides")
                .run()
                .ok();
        Session session = stage.over(anna, SOON);

        Eventually.holds("it is named", SOON, () -> risks(session).contains(WorkToReview.DEVIATION));
    }

    @Test
    void anEndThatNobodySawIsNamed() throws Exception {
        Stage.Person anna = stage.operator();
        Process terminal =
                stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "cat").start();
        try {
            Session live = stage.live(anna);
            // As at the start of a program whose predecessor was killed.
            desk.takeOver();
            Session session = stage.over(anna, SOON);

            assertThat(session.id()).isEqualTo(live.id());
            assertThat(session.state()).isEqualTo(Session.State.UNKNOWN);
            assertThat(risks(session)).contains(WorkToReview.UNSEEN);
        } finally {
            terminal.destroyForcibly();
        }
    }

    private static Instant before(Session session) {
        return session.announced().minusSeconds(60);
    }

    private static Instant after(Session session) {
        Instant ended = session.ended();
        return (ended == null ? session.announced() : ended).plusSeconds(60);
    }

    /** Why it must be looked at, as a campaign of this time asks the rooms. */
    private Set<String> risks(Session session) {
        Set<String> found = new HashSet<>();
        rooms.stream()
                .flatMap(room -> room.risky(before(session), after(session)).stream())
                .filter(done -> done.session().equals(session.id().value()))
                .forEach(done -> found.addAll(done.risks()));
        return found;
    }
}
