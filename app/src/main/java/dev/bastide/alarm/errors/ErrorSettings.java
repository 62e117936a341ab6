package dev.bastide.alarm.errors;

import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The statistics' place in the frame. */
@Configuration(proxyBeanMethods = false)
class ErrorSettings {
    @Bean
    NavEntry errorsNav() {
        return NavEntry.of(NavGroup.WATCH, "alarm.errors.nav", "activity", "/alarms/errors", "alarm.view", 30);
    }

    @Bean
    NavEntry problemsNav() {
        return NavEntry.of(NavGroup.WATCH, "alarm.problems.nav", "flag", "/problems", "alarm.view", 40);
    }
}
