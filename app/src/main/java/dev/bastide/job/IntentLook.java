package dev.bastide.job;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Looks for silent intents every five seconds. */
@Component
class IntentLook {
    IntentLook(Jobs jobs, Intents intents) {
        jobs.every("job.intents", Duration.ofSeconds(5), intents::closeSilent);
    }
}
