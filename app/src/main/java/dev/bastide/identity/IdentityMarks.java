package dev.bastide.identity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tables of this room whose rows bear marks only since a later release. */
@Configuration(proxyBeanMethods = false)
class IdentityMarks {
    @Bean
    MarkedLater dutiesMarkedLater() {
        return DutyMark.markedLater();
    }

    @Bean
    MarkedLater deputiesMarkedLater() {
        return Deputies.deputiesMarkedLater();
    }

    @Bean
    MarkedLater actsMarkedLater() {
        return FoundingList.actsMarkedLater();
    }

    @Bean
    MarkedLater ratificationsMarkedLater() {
        return FoundingList.ratificationsMarkedLater();
    }

    @Bean
    MarkedLater lostFactorsMarkedLater() {
        return LostFactorMark.markedLater();
    }

    @Bean
    MarkedLater newcomersMarkedLater() {
        return Arrivals.markedLater();
    }

    @Bean
    MarkedLater leavesMarkedLater() {
        return Deputies.leavesMarkedLater();
    }
}
