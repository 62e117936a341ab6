package dev.bastide.intake.canary;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says who the canary is: a machine without any right, named for its act. From here on it is judged, refused and recorded like
 * everybody else. Stands behind the sign-in.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 20)
class CanaryFilter extends OncePerRequestFilter {
    /** Which canary it is. */
    static final String HEADER = "Bastide-Canary";

    private static final String BEARER = "Bearer ";
    private static final String NAME = "canary-[0-9a-f-]{36}";

    private final CanaryKey key;

    CanaryFilter(CanaryKey key) {
        this.key = key;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null || request.getAttribute(Actor.ATTRIBUTE) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String name = request.getHeader(HEADER);
        String shown = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (name.matches(NAME)
                && shown != null
                && shown.startsWith(BEARER)
                && key.is(shown.substring(BEARER.length()))) {
            request.setAttribute(Actor.ATTRIBUTE, Actor.machine(name, AccessMethod.API));
        }
        chain.doFilter(request, response);
    }
}
