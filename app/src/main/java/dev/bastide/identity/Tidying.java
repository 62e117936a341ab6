package dev.bastide.identity;

import dev.bastide.job.Jobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Forgets refused attempts that no longer count. */
@Component
class Tidying {
    private static final Duration EVERY = Duration.ofHours(1);

    Tidying(Jobs jobs, Attempts attempts) {
        jobs.every("identity.tidying", EVERY, attempts::tidy);
    }
}
