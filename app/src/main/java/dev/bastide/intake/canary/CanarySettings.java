package dev.bastide.intake.canary;

import dev.bastide.job.Jobs;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The canary's place in the frame and its recurring work; how often is no setting. */
@Configuration(proxyBeanMethods = false)
class CanarySettings {
    private static final Duration LOOKED_EVERY = Duration.ofMinutes(10);

    /** Two jobs: when the one that sends dies, the other one finds nothing and says so. */
    CanarySettings(Jobs jobs, Canaries canaries, FamilyWatch watch) {
        jobs.every("intake.canary", LOOKED_EVERY, canaries::sendWhenUp);
        jobs.every("intake.silence", LOOKED_EVERY, watch::look);
    }

    @Bean
    NavEntry familiesNav() {
        return NavEntry.of(NavGroup.PROVE, "intake.families.nav", "checks", "/log-families", "intake.read", 21);
    }
}
