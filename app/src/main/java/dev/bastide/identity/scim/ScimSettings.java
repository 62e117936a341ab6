package dev.bastide.identity.scim;

import dev.bastide.authority.Actor;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The page's place in the left bar, and the pace that is kept before anything else is asked. */
@Configuration(proxyBeanMethods = false)
class ScimSettings implements WebMvcConfigurer {
    private static final int RESERVE = 600;
    private static final double PER_SECOND = 25;
    private static final int STRANGERS_RESERVE = 120;
    private static final double STRANGERS_PER_SECOND = 1;

    private final Clock clock;

    ScimSettings(Clock clock) {
        this.clock = clock;
    }

    @Bean
    NavEntry directoryNav() {
        return NavEntry.of(
                NavGroup.PEOPLE, "identity.directory.nav", "link", "/settings/directory", "settings.edit", 82);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Gauge(clock)).addPathPatterns("/scim/v2/**").order(Ordered.HIGHEST_PRECEDENCE);
    }

    /** Keeps each token to its pace, and whoever has none to a slower one by his address. */
    private static final class Gauge implements HandlerInterceptor {
        private final Pace known = new Pace(RESERVE, PER_SECOND);
        private final Pace strangers = new Pace(STRANGERS_RESERVE, STRANGERS_PER_SECOND);
        private final Clock clock;

        Gauge(Clock clock) {
            this.clock = clock;
        }

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            Object signedIn = request.getAttribute(Actor.ATTRIBUTE);
            boolean allowed;
            if (signedIn instanceof Actor actor && actor.session() != null) {
                allowed = known.allows(actor.session(), clock.instant());
            } else {
                allowed = strangers.allows(request.getRemoteAddr(), clock.instant());
            }
            if (!allowed) {
                throw ScimMistake.tooMany();
            }
            return true;
        }
    }
}
