package dev.bastide.deadline;

import dev.bastide.authority.Act;
import dev.bastide.job.Jobs;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room's place in the frame and its recurring work. */
@Configuration(proxyBeanMethods = false)
class DeadlineSettings {
    DeadlineSettings(Jobs jobs, DeadlineWatch watch, JobWatch jobWatch) {
        watch.enrol(jobs);
        jobs.every(JobWatch.NAME, Duration.ofMinutes(1), jobWatch::look);
    }

    @Bean
    NavEntry dueNav() {
        return NavEntry.of(NavGroup.NOW, "deadline.nav", "calendar", "/due", Act.SELF, 30)
                .letter("d");
    }

    @Bean
    NavEntry calendarNav() {
        return NavEntry.of(
                NavGroup.PEOPLE, "deadline.nav.calendar", "calendar", "/settings/calendar", "settings.edit", 85);
    }

    @Bean
    NavEntry jobsNav() {
        return NavEntry.of(NavGroup.PEOPLE, "deadline.nav.jobs", "refresh", "/settings/jobs", "settings.edit", 90);
    }
}
