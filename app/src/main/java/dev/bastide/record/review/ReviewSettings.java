package dev.bastide.record.review;

import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The place of reviews in the frame. */
@Configuration(proxyBeanMethods = false)
class ReviewSettings {
    @Bean
    NavEntry campaignsNav(CampaignDesk desk) {
        return NavEntry.of(NavGroup.PROVE, "record.review.nav", "list-check", "/record/campaigns", "audit.read", 20)
                .waiting(desk::waitingFor);
    }
}
