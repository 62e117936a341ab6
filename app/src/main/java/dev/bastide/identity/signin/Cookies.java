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
    private static final String ASKED = "-passkey";

    private Cookies() {}

    /** The secret of the session a request brings, if it brings one. */
    static Optional<String> session(HttpServletRequest request) {
        return value(request, name(request));
    }

    /** Gives the browser its session. */
    static void give(HttpServletRequest request, HttpServletResponse response, String secret, Duration lifetime) {
        write(request, response, name(request), secret, lifetime);
    }

    /** Takes the session from the browser. */
    static void take(HttpServletRequest request, HttpServletResponse response) {
        write(request, response, name(request), "", Duration.ZERO);
    }

    /** The secret of a browser that is about to show a passkey, empty when it has none. */
    static String browser(HttpServletRequest request) {
        return value(request, name(request) + ASKED).orElse("");
    }

    /** Gives the browser the secret that its next passkey is bound to. */
    static void giveBrowser(
            HttpServletRequest request, HttpServletResponse response, String secret, Duration lifetime) {
        write(request, response, name(request) + ASKED, secret, lifetime);
    }

    private static Optional<String> value(HttpServletRequest request, String name) {
        return Stream.of(Objects.requireNonNullElse(request.getCookies(), new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst();
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? SECURE : PLAIN;
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, String name, String value, Duration lifetime) {
        ResponseCookie cookie = ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/")
                .maxAge(lifetime)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
