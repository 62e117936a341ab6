package dev.bastide.notification;

import dev.bastide.authority.Act;
import dev.bastide.job.Jobs;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Waiting;
import java.time.Duration;
import java.util.List;
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

    /** Unread security messages stand first among what waits for a person. */
    @Bean
    Waiting securityWaiting(Inbox inbox) {
        return actor -> actor.person() == null
                ? List.of()
                : inbox.unreadSecurity(actor.person()).stream()
                        .map(row -> new Waiting.Item(
                                "notification.waiting",
                                "notification.waiting.title",
                                List.of(),
                                "/notices/" + row.notice(),
                                row.toldAt(),
                                row.toldAt().plus(SecurityWatch.PATIENCE)))
                        .toList();
    }

    @Bean
    NavEntry mailNav() {
        return NavEntry.of(NavGroup.PEOPLE, "notification.nav.mail", "mail", "/settings/mail", "settings.edit", 80);
    }
}
