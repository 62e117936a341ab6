package dev.bastide.ground;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every room is given and none makes for itself. */
@Configuration(proxyBeanMethods = false)
class GroundSettings {
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    /** The clock, in the precision that the database keeps, so that a time read back equals the time written. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), MICROSECOND);
    }
}
