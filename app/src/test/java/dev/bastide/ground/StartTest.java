package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole program starts, and its clock is the one that tests may move. */
@BastideTest
class StartTest {
    @Autowired
    private Clock clock;

    @Autowired
    private TestClock testClock;

    @Autowired
    private JdbcClient sql;

    @Test
    void signsInAsTheApplicationRole() {
        assertThat(sql.sql("select current_user").query(String.class).single()).isEqualTo("bastide_app");
    }

    @Test
    void clockMoves() {
        Instant before = clock.instant();

        testClock.advance(Duration.ofDays(1));

        assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ofDays(1), Duration.ofHours(25));
    }
}
