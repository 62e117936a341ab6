package dev.bastide.identity.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds how many strangers prove who they are at the same time. A proof costs memory, a processor and connections to
 * the database; without a bound a flood of them would starve the check that keeps live sessions open.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class SignInThrottle extends OncePerRequestFilter {
    private static final Set<String> PROOFS = Set.of(
            "/sign-in",
            "/sign-in/passkey/options",
            "/lost-factor",
            "/api/v1/tokens",
            "/me/confirm",
            "/me/confirm/passkey");
    private static final int AT_ONCE = 8;
    private static final int WAITING = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore working = new Semaphore(AT_ONCE, true);
    private final Semaphore inside = new Semaphore(AT_ONCE + WAITING);

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST") || !PROOFS.contains(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!inside.tryAcquire()) {
            tooMany(response);
            return;
        }
        try {
            if (!waited()) {
                tooMany(response);
                return;
            }
            try {
                chain.doFilter(request, response);
            } finally {
                working.release();
            }
        } finally {
            inside.release();
        }
    }

    private boolean waited() {
        try {
            return working.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void tooMany(HttpServletResponse response) throws IOException {
        response.setStatus(429);
        response.setHeader("Retry-After", "5");
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println("Too many people sign in at this moment. Try again in a few seconds.");
    }
}
