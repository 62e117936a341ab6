package dev.bastide.intake;

import dev.bastide.identity.MarkedLater;
import dev.bastide.job.Jobs;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room's place in the frame and its recurring work. */
@Configuration(proxyBeanMethods = false)
class IntakeSettings {
    IntakeSettings(Jobs jobs, Refusals refusals, TallyWatch tallies) {
        jobs.every("intake.refusals", Duration.ofMinutes(1), refusals::flush);
        jobs.every("intake.held", Duration.ofMinutes(10), tallies::look);
    }

    @Bean
    MarkedLater seenMarkedLater() {
        return Seen.markedLater();
    }

    @Bean
    NavEntry sourcesNav() {
        return NavEntry.of(NavGroup.PROVE, "intake.nav", "download", "/sources", "intake.read", 20);
    }
}
