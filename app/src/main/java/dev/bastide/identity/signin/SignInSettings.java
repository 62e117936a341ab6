package dev.bastide.identity.signin;

import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.page.ForPrograms;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The chain every request passes: who acts, then whether a form was forged. What the actor may do is not decided here:
 * every handler names its action, and one without is refused.
 */
@Configuration(proxyBeanMethods = false)
class SignInSettings implements WebMvcConfigurer {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ScopeGate()).excludePathPatterns("/static/**");
    }

    @Bean
    SessionFilter sessionFilter(
            WebSessions sessions,
            ApiTokens tokens,
            People people,
            ActorOf actors,
            Proxies proxies,
            @Value("${bastide.tls-certificate:}") String certificate) {
        return new SessionFilter(sessions, tokens, people, actors, proxies, certificate.isBlank());
    }

    /** It stands in the chain, and nowhere beside it. */
    @Bean
    FilterRegistrationBean<SessionFilter> sessionFilterOnce(SessionFilter sessionFilter) {
        FilterRegistrationBean<SessionFilter> registration = new FilterRegistrationBean<>(sessionFilter);
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    SecurityFilterChain securityFilterChain(HttpSecurity http, SessionFilter sessionFilter) {
        CookieCsrfTokenRepository repository = new CookieCsrfTokenRepository();
        repository.setCookieName("bastide-csrf");
        repository.setHeaderName("X-CSRF-TOKEN");
        repository.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .addFilterBefore(sessionFilter, CsrfFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(repository)
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        .requireCsrfProtectionMatcher(SignInSettings::couldBeForged))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /** There is no other way in than our own sign-in; having said so keeps the framework from making a user. */
    @Bean
    AuthenticationManager authenticationManager() {
        return authentication -> {
            throw new BadCredentialsException("sign in at /sign-in");
        };
    }

    // Only what a cookie vouches for can be forged, and beside a token no cookie counts. A browser does add Basic by
    // itself.
    private static boolean couldBeForged(HttpServletRequest request) {
        if (READING.contains(request.getMethod()) || SessionFilter.bringsToken(request)) {
            return false;
        }
        return !ForPrograms.is(request.getRequestURI())
                || Cookies.session(request).isPresent();
    }
}
