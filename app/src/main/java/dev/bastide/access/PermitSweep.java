package dev.bastide.access;

import dev.bastide.job.Jobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Ends permits whose window is over, whoever watches. */
@Component
class PermitSweep {
    private static final Duration EVERY = Duration.ofSeconds(1);

    PermitSweep(Jobs jobs, Permits permits) {
        jobs.every("access.permit-windows", EVERY, permits::endWhatIsOver);
    }
}
