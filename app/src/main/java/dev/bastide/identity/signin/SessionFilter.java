package dev.bastide.identity.signin;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.ForPrograms;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells every request who acts: the person of a good session or token, or nobody. A person without second factor gets
 * nowhere but to the page where one is enrolled.
 */
final class SessionFilter extends OncePerRequestFilter {
    /** Request attribute with the token a request came with. */
    static final String TOKEN = ApiToken.class.getName();

    /** Request attribute with the web session a request came with. */
    static final String SESSION = WebSession.class.getName();

    private static final String BEARER = "Bearer ";
    private static final Set<String> WITHOUT_FACTOR = Set.of("/me/factors", "/sign-out", "/error", "/healthz");
    private static final Set<String> WITHOUT_FACTOR_BELOW = Set.of("/me/factors/", "/static/", "/preferences");

    private final WebSessions sessions;
    private final ApiTokens tokens;
    private final People people;
    private final ActorOf actors;
    private final Proxies proxies;
    private final boolean ownCertificate;

    /** @param ownCertificate whether we speak TLS with the certificate we made ourselves, which browsers cannot check */
    SessionFilter(
            WebSessions sessions,
            ApiTokens tokens,
            People people,
            ActorOf actors,
            Proxies proxies,
            boolean ownCertificate) {
        this.ownCertificate = ownCertificate;
        this.sessions = sessions;
        this.tokens = tokens;
        this.people = people;
        this.actors = actors;
        this.proxies = proxies;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/static/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest raw, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpServletRequest request = new SeenThroughProxies(raw, proxies.addressOf(raw), proxies.isSecure(raw));
        if (isBinding(raw, proxies, ownCertificate)) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        Optional<Person> person = identify(request);
        if (person.isPresent() && mustEnrol(person.get(), request)) {
            request.removeAttribute(Actor.ATTRIBUTE);
            if (ForPrograms.is(request.getRequestURI())) {
                chain.doFilter(request, response);
            } else {
                response.sendRedirect("/me/factors");
            }
            return;
        }
        chain.doFilter(request, response);
    }

    /**
     * Whether browsers may be told to come by TLS only from now on. It cannot be taken back, and under it a browser lets
     * nobody past a certificate that it cannot check: so never under one that we made ourselves.
     */
    static boolean isBinding(HttpServletRequest request, Proxies proxies, boolean ownCertificate) {
        return proxies.isVouched(request) || (request.isSecure() && !ownCertificate);
    }

    /** Whether a token, and so no cookie, says who sends this request. What is not forgeable rests on this very answer. */
    static boolean bringsToken(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(BEARER);
    }

    private Optional<Person> identify(HttpServletRequest request) {
        // A request that brings a token is judged by the token alone, good or bad.
        if (bringsToken(request)) {
            String header = request.getHeader(HttpHeaders.AUTHORIZATION);
            return tokens.bySecret(header.substring(BEARER.length()).strip()).flatMap(token -> {
                request.setAttribute(TOKEN, token);
                return actAs(
                        request,
                        people.require(token.person()),
                        AccessMethod.API,
                        token.id().toString());
            });
        }
        return Cookies.session(request).flatMap(sessions::bySecret).flatMap(session -> {
            request.setAttribute(SESSION, session);
            return actAs(
                    request,
                    people.require(session.person()),
                    method(request),
                    session.id().toString());
        });
    }

    private Optional<Person> actAs(HttpServletRequest request, Person person, AccessMethod method, String session) {
        request.setAttribute(Actor.ATTRIBUTE, actors.of(person, request.getRemoteAddr(), method, session));
        return Optional.of(person);
    }

    private static AccessMethod method(HttpServletRequest request) {
        return ForPrograms.is(request.getRequestURI()) ? AccessMethod.API : AccessMethod.CONSOLE;
    }

    private static boolean mustEnrol(Person person, HttpServletRequest request) {
        if (person.secondFactor() || person.machine()) {
            return false;
        }
        String path = request.getRequestURI();
        return !WITHOUT_FACTOR.contains(path) && WITHOUT_FACTOR_BELOW.stream().noneMatch(path::startsWith);
    }

    /** The request as it was before the proxies that may be believed. */
    private static final class SeenThroughProxies extends HttpServletRequestWrapper {
        private final String address;
        private final boolean secure;

        SeenThroughProxies(HttpServletRequest request, String address, boolean secure) {
            super(request);
            this.address = address;
            this.secure = secure;
        }

        @Override
        public String getRemoteAddr() {
            return address;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String getScheme() {
            return secure ? "https" : super.getScheme();
        }
    }
}
