package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.Permits;
import dev.bastide.authority.ActRefused;
import dev.bastide.change.engine.State;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** B30: an emergency is short, on one node, told to everybody at once, and reviewed by somebody else. */
@OnTheFloor
class DutyB30Test {
    private final Floor floor;
    private final Emergencies emergencies;
    private final Operations operations;
    private final Reviews reviews;
    private final Permits permits;
    private final int port;

    @Autowired
    DutyB30Test(
            Floor floor,
            Emergencies emergencies,
            Operations operations,
            Reviews reviews,
            Permits permits,
            @LocalServerPort int port) {
        this.floor = floor;
        this.emergencies = emergencies;
        this.operations = operations;
        this.reviews = reviews;
        this.permits = permits;
        this.port = port;
    }

    @Test
    void anEmergencyIsOpenAtOnceAndEverybodyOnTheNodeIsTold() {
        Someone operator = floor.freshOperator();
        long before = notices(floor.approver);

        Operation started = emergencies.start(operator.actor(), floor.emergency("web-01", "45m"));

        assertThat(started.state()).isEqualTo(State.APPROVED);
        assertThat(permits.mayOpen(operator.actor(), floor.web, floor.production, "deploy")
                        .isPermitted())
                .isTrue();
        assertThat(notices(floor.approver)).isEqualTo(before + 1);
        assertThat(reviews.waitingFor(floor.approver.actor()))
                .anyMatch(review -> review.operation().equals(started.id()));
    }

    @Test
    void moreThanAnHourIsRefused() {
        assertThatThrownBy(() -> emergencies.start(floor.freshOperator().actor(), floor.emergency("web-01", "61m")))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().duty()).isEqualTo("B30"));
    }

    @Test
    void hostsOfTwoNodesAreRefused() {
        OperationRequest one = floor.emergency("web-01", "30m");
        OperationRequest two = floor.in(
                new OperationRequest(
                        List.of("web-01", "lab-01"),
                        one.account(),
                        "",
                        one.values(),
                        one.steps(),
                        List.of(),
                        one.purpose(),
                        one.window(),
                        one.reason(),
                        "",
                        List.of(),
                        "",
                        "",
                        one.urgency()),
                "30m");

        assertThatThrownBy(() -> emergencies.start(floor.freshOperator().actor(), two))
                .isInstanceOf(ActRefused.class);
    }

    @Test
    void theDatabaseRefusesALongerEmergencyAndOneWithoutACause() {
        Operation started = emergencies.start(floor.freshOperator().actor(), floor.emergency("web-02", "30m"));

        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation set window_to = window_from + interval '61 minutes' where id = ?")
                        .param(started.id().value())
                        .update())
                .hasMessageContaining("emergency_is_short");
        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation set cause = null where id = ?")
                        .param(started.id().value())
                        .update())
                .hasMessageContaining("emergency_has_a_cause");
    }

    @Test
    void anOverdueReviewTakesTheRightAwayUntilItIsDone() {
        Someone operator = floor.freshOperator();
        Operation started = emergencies.start(operator.actor(), floor.emergency("web-01", "30m"));
        floor.clock.advance(Duration.ofDays(6));

        assertThatThrownBy(() -> emergencies.start(operator.actor(), floor.emergency("web-01", "30m")))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo("change.refused.review-overdue"));
        Review owed = reviews.waitingFor(floor.head.actor()).stream()
                .filter(review -> review.operation().equals(started.id()))
                .findFirst()
                .orElseThrow();
        reviews.decide(floor.head.actor(), owed, true, "the shop was down", "systemctl stop nginx");

        assertThat(emergencies
                        .start(operator.actor(), floor.emergency("web-01", "30m"))
                        .permit())
                .isNotNull();
    }

    @Test
    void nobodyReviewsHimself() {
        Someone operator = floor.freshOperator();
        Operation started = emergencies.start(operator.actor(), floor.emergency("lab-01", "30m"));
        UUID review = floor.sql
                .sql("select id from change.review where operation_id = ?")
                .param(started.id().value())
                .query(UUID.class)
                .single();

        assertThatThrownBy(() -> reviews.decide(
                        operator.actor(),
                        reviews.require(operator.actor(), review),
                        true,
                        "all was well",
                        "none needed"))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> floor.sql
                        .sql("""
                        insert into change.review_verdict
                            (review_id, executor_id, reviewer_id, justified, evaluation, way_back, at)
                        values (?, ?, ?, true, 'all was well', '', now())
                        """)
                        .params(review, operator.id().value(), operator.id().value())
                        .update())
                .hasMessageContaining("nobody_reviews_himself");
    }

    @Test
    void anEmergencyIsNeitherExtendedNorHandedOver() {
        Someone operator = floor.freshOperator();
        Operation started = emergencies.start(operator.actor(), floor.emergency("lab-01", "30m"));

        assertThatThrownBy(() -> operations.extend(operator.actor(), started, Duration.ofMinutes(10), "more to do"))
                .isInstanceOf(ActRefused.class);
    }

    @Test
    void theApiTakesItWithTheWordsOfTheCommandLine() {
        Someone operator = floor.freshOperator();

        var answer = floor.browser(operator, port)
                .header("Accept", "text/plain, application/problem+json")
                .json("POST", "/api/v1/operations", """
                        {"hosts":["lab-01"],"account":"deploy","steps":["uptime"],"window":"20m",
                         "reason":"the lab is on fire","emergency":true}""");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).matches("OP-[0-9]{6}\\n");
    }

    private long notices(Someone person) {
        return floor.sql
                .sql("select count(*) from notification.inbox where person_id = ?")
                .param(person.id().value())
                .query(Long.class)
                .single();
    }
}
