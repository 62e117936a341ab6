package dev.bastide.identity;

import dev.bastide.job.Jobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Ends the founder's powers soon after enough people are there, by nobody's memory. */
@Component
class FoundingWatch {
    private static final Duration EVERY = Duration.ofSeconds(10);

    FoundingWatch(Jobs jobs, Founding founding) {
        jobs.every("identity.founding", EVERY, founding::settle);
    }
}
