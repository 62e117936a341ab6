package dev.bastide.deadline;

import dev.bastide.job.Jobs;
import org.springframework.context.annotation.Configuration;

/** Puts the room's recurring work on the schedule. */
@Configuration(proxyBeanMethods = false)
class DeadlineSettings {
    DeadlineSettings(Jobs jobs, DeadlineWatch watch) {
        watch.enrol(jobs);
    }
}
