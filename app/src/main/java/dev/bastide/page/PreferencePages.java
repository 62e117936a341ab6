package dev.bastide.page;

import dev.bastide.authority.Act;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Language, theme and the node in the top bar: remembered in the browser, so they hold before sign-in too. */
@Controller
class PreferencePages {
    @PostMapping("/preferences/language")
    @Act(Act.OPEN)
    ResponseEntity<Void> language(
            @RequestParam String value, @RequestParam(defaultValue = "/") String back, HttpServletRequest request) {
        return remember(Pages.LANGUAGE_COOKIE, Set.of("en", "zh").contains(value) ? value : "", back, request);
    }

    @PostMapping("/preferences/theme")
    @Act(Act.OPEN)
    ResponseEntity<Void> theme(
            @RequestParam String value, @RequestParam(defaultValue = "/") String back, HttpServletRequest request) {
        return remember(Pages.THEME_COOKIE, Set.of("light", "dark").contains(value) ? value : "", back, request);
    }

    @PostMapping("/preferences/node")
    @Act(Act.SELF)
    ResponseEntity<Void> node(
            @RequestParam String value, @RequestParam(defaultValue = "/") String back, HttpServletRequest request) {
        return remember(Pages.NODE_COOKIE, value.matches("[0-9a-f-]{36}") ? value : "", back, request);
    }

    private static ResponseEntity<Void> remember(String name, String value, String back, HttpServletRequest request) {
        ResponseCookie cookie = ResponseCookie.from(name, value)
                .path("/")
                .maxAge(value.isEmpty() ? Duration.ZERO : Duration.ofDays(365))
                .secure(request.isSecure())
                .sameSite("Lax")
                .build();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .header(HttpHeaders.LOCATION, LocalPath.orStart(back))
                .build();
    }
}
