package dev.bastide.alarm;

import dev.bastide.job.Jobs;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Waiting;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room's place in the frame and its recurring work. */
@Configuration(proxyBeanMethods = false)
class AlarmSettings {
    AlarmSettings(Jobs jobs, Escalation escalation, AlarmTicketWatch tickets) {
        jobs.every(Escalation.NAME, Escalation.EVERY, escalation::look);
        jobs.every(AlarmTicketWatch.NAME, AlarmTicketWatch.EVERY, tickets::look);
    }

    @Bean
    NavEntry alarmsNav(Mine mine) {
        return NavEntry.of(NavGroup.NOW, "alarm.nav", "alert-octagon", "/alarms", "alarm.view", 10)
                .letter("l")
                .waiting(actor ->
                        actor.person() == null ? 0 : mine.of(actor.person()).size());
    }

    @Bean
    NavEntry escalationNav() {
        return NavEntry.of(NavGroup.PEOPLE, "alarm.policy.nav", "bell", "/settings/escalation", "settings.edit", 86);
    }

    /** Alarms told to a person that nobody has taken stand among what waits for him. */
    @Bean
    Waiting alarmsWaiting(Mine mine) {
        return actor -> actor.person() == null
                ? List.of()
                : mine.of(actor.person()).stream()
                        .map(standing -> new Waiting.Item(
                                "alarm.waiting",
                                standing.alarm().key(),
                                standing.alarm().args(),
                                "/alarms/" + standing.alarm().id(),
                                standing.alarm().raisedAt(),
                                standing.nextAt()))
                        .toList();
    }
}
