package dev.bastide.identity;

import dev.bastide.job.Jobs;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Ends the founder's powers soon after enough people are there, by nobody's memory. */
@Component
class FoundingWatch {

    FoundingWatch(Jobs jobs, Founding founding, @Value("${bastide.founding.look-every:PT10S}") Duration every) {
        jobs.every("identity.founding", every, founding::settle);
    }
}
