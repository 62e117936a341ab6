package dev.bastide.portal;

import static org.springframework.http.HttpHeaders.ACCEPT;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Recovery;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The commands of {@code ./bastide} that are run on the server itself while it runs. They come from loopback and prove
 * by {@link LocalSecret} that they can read the home folder.
 */
@RestController
class LocalApi {
    private static final String HEADER = "X-Bastide-Local";

    private final Setup setup;
    private final LocalSecret secret;
    private final Recovery recovery;
    private final Environment environment;
    private final Words words;

    LocalApi(Setup setup, LocalSecret secret, Recovery recovery, Environment environment, WordsFor languages) {
        this.environment = environment;
        this.words = languages.of(Locale.ENGLISH);
        this.recovery = recovery;
        this.setup = setup;
        this.secret = secret;
    }

    @Act(Act.OPEN)
    @PostMapping(
            path = "/api/v1/local/setup",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    ResponseEntity<Object> setUp(
            @RequestHeader(name = HEADER, defaultValue = "") String given,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept,
            @RequestBody String yaml,
            HttpServletRequest request) {
        requireLocal(given, request);
        Setup.Founded founded = setup.apply(yaml);
        return isText(accept) ? text(setup.told(founded)) : ResponseEntity.ok(founded);
    }

    /** Why somebody recovers, and the path of the one-time link that makes a new first administrator. */
    record ReasonJson(@Nullable String reason) {}

    record RecoveredJson(String first_administrator) {
        @Override
        public String toString() {
            return "RecoveredJson";
        }
    }

    @Act(Act.OPEN)
    @PostMapping(
            path = "/api/v1/local/recover",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    ResponseEntity<Object> recover(
            @RequestHeader(name = HEADER, defaultValue = "") String given,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept,
            @RequestBody ReasonJson wanted,
            HttpServletRequest request) {
        requireLocal(given, request);
        String link = recovery.recover(wanted.reason() == null ? "" : wanted.reason());
        return isText(accept) ? text(told(request, link)) : ResponseEntity.ok(new RecoveredJson(link));
    }

    private String told(HttpServletRequest request, String link) {
        String called = request.getRequestURL().toString();
        String local =
                called.substring(0, called.length() - request.getRequestURI().length());
        return words.say("portal.recover.done") + "\n" + words.say("portal.recover.list") + "\nFirst administrator: "
                + environment.getProperty("bastide.url", local) + link + "\n";
    }

    private static boolean isText(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    private static ResponseEntity<Object> text(String text) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(text);
    }

    private void requireLocal(String given, HttpServletRequest request) {
        boolean loopback = InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
        if (!loopback || !secret.is(given)) {
            throw new ActRefused(Reason.of("portal.local.only"));
        }
    }
}
