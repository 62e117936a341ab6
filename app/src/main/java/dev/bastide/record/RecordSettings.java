package dev.bastide.record;

import dev.bastide.audit.AuditLog;
import dev.bastide.job.Jobs;
import dev.bastide.page.HealthPart;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room's place in the frame, its part in the health of the house, and its recurring work. */
@Configuration(proxyBeanMethods = false)
class RecordSettings {
    RecordSettings(Jobs jobs, AuditLog audit) {
        jobs.every("record.upkeep", Duration.ofSeconds(2), audit::keepUp);
    }

    @Bean
    NavEntry recordNav() {
        return NavEntry.of(NavGroup.PROVE, "record.nav", "history", "/record", "audit.read", 10)
                .letter("r");
    }

    @Bean
    HealthPart logHealth(LogWatch watch) {
        return new HealthPart() {
            @Override
            public String name() {
                return "log";
            }

            @Override
            public Optional<String> failing() {
                return Optional.empty();
            }

            @Override
            public Optional<String> warning() {
                return watch.warning();
            }
        };
    }

    @Bean
    HealthPart recordHealth(AuditLog audit) {
        return new HealthPart() {
            @Override
            public String name() {
                return "record";
            }

            @Override
            public Optional<String> failing() {
                return audit.waiting() ? Optional.of("refusals wait to be recorded") : Optional.empty();
            }
        };
    }
}
