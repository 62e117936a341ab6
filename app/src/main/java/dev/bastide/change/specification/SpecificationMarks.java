package dev.bastide.change.specification;

import dev.bastide.identity.MarkedLater;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The table of this package whose rows bear marks only since a later release. */
@Configuration(proxyBeanMethods = false)
class SpecificationMarks {
    @Bean
    MarkedLater specificationsMarkedLater() {
        return SpecificationMark.markedLater();
    }
}
