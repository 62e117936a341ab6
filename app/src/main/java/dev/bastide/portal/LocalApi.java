package dev.bastide.portal;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Recovery;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
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

    LocalApi(Setup setup, LocalSecret secret, Recovery recovery) {
        this.recovery = recovery;
        this.setup = setup;
        this.secret = secret;
    }

    @Act(Act.OPEN)
    @PostMapping(path = "/api/v1/local/setup", consumes = MediaType.TEXT_PLAIN_VALUE)
    Setup.Founded setUp(
            @RequestHeader(name = HEADER, defaultValue = "") String given,
            @RequestBody String yaml,
            HttpServletRequest request) {
        requireLocal(given, request);
        return setup.apply(yaml);
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
    @PostMapping(path = "/api/v1/local/recover")
    RecoveredJson recover(
            @RequestHeader(name = HEADER, defaultValue = "") String given,
            @RequestBody ReasonJson wanted,
            HttpServletRequest request) {
        requireLocal(given, request);
        return new RecoveredJson(recovery.recover(wanted.reason() == null ? "" : wanted.reason()));
    }

    private void requireLocal(String given, HttpServletRequest request) {
        boolean loopback = InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
        if (!loopback || !secret.is(given)) {
            throw new ActRefused(Reason.of("portal.local.only"));
        }
    }
}
