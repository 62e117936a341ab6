package dev.bastide.identity.signin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** The cookie of a web session. Over TLS its name binds it to this very host; plain HTTP is for loopback only. */
final class Cookies {
    private static final String PLAIN = "bastide";
    private static final String SECURE = "__Host-bastide";

    private Cookies() {}

    /** The secret of the session a request brings, if it brings one. */
    static Optional<String> session(HttpServletRequest request) {
        String name = request.isSecure() ? SECURE : PLAIN;
        return Stream.of(Objects.requireNonNullElse(request.getCookies(), new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst();
    }

    /** Gives the browser its session. */
    static void give(HttpServletRequest request, HttpServletResponse response, String secret, Duration lifetime) {
        write(request, response, secret, lifetime);
    }

    /** Takes the session from the browser. */
    static void take(HttpServletRequest request, HttpServletResponse response) {
        write(request, response, "", Duration.ZERO);
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, String value, Duration lifetime) {
        ResponseCookie cookie = ResponseCookie.from(request.isSecure() ? SECURE : PLAIN, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/")
                .maxAge(lifetime)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
