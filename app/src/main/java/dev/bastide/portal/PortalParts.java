package dev.bastide.portal;

import dev.bastide.authority.Act;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the roof itself puts into the frame. */
@Configuration(proxyBeanMethods = false)
class PortalParts {

    @Bean
    NavEntry homeNav(Inbox inbox) {
        return NavEntry.of(NavGroup.NOW, "portal.home", "home", "/", Act.SELF, 0)
                .letter("h")
                .waiting(actor -> inbox.of(actor).size());
    }

    @Bean
    NavEntry registerNav() {
        return NavEntry.of(NavGroup.PROVE, "portal.register", "book", "/register", Act.SELF, 30);
    }
}
