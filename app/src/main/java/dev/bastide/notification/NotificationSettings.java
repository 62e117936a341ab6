package dev.bastide.notification;

import dev.bastide.authority.Act;
import dev.bastide.job.Jobs;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room's place in the frame and its recurring work. */
@Configuration(proxyBeanMethods = false)
class NotificationSettings {
    NotificationSettings(Jobs jobs, MailRound mail, ReportBox reports, SecurityWatch security) {
        jobs.every(MailRound.NAME, Duration.ofSeconds(2), mail::go);
        jobs.every(ReportBox.NAME, Duration.ofMinutes(1), reports::look);
        jobs.every(SecurityWatch.NAME, Duration.ofMinutes(1), security::escalate);
    }

    @Bean
    NavEntry noticesNav(Inbox inbox) {
        return NavEntry.of(NavGroup.NOW, "notification.nav", "bell", "/notices", Act.SELF, 20)
                .letter("n")
                .waiting(actor -> actor.person() == null ? 0 : inbox.unread(actor.person()));
    }

    @Bean
    NavEntry mailNav() {
        return NavEntry.of(NavGroup.PEOPLE, "notification.nav.mail", "mail", "/settings/mail", "settings.edit", 80);
    }
}
