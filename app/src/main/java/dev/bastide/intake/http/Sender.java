package dev.bastide.intake.http;

import dev.bastide.intake.Refusals;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.SourceTokens;
import dev.bastide.intake.Sources;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Who sends: the source whose token the request shows, from an address that may. To everybody else one answer is given,
 * whatever is wrong, and the reason stands in the record.
 */
@Component
class Sender {
    /** So many bodies are unpacked at a time; each may be large. */
    static final int AT_ONCE = 6;

    private static final String BEARER = "Bearer ";

    private final SourceTokens tokens;
    private final Sources sources;
    private final Refusals refusals;
    private final Semaphore room = new Semaphore(AT_ONCE);

    Sender(SourceTokens tokens, Sources sources, Refusals refusals) {
        this.tokens = tokens;
        this.sources = sources;
        this.refusals = refusals;
    }

    /** The source that sends this; nothing where it may not, which is then recorded. */
    Optional<Source> of(HttpServletRequest request, SourceKind kind) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        String secret = header != null && header.startsWith(BEARER)
                ? header.substring(BEARER.length()).strip()
                : "";
        Optional<Source> source = tokens.sourceOf(secret).flatMap(sources::find);
        String why = source.map(found -> wrong(found, kind, request.getRemoteAddr()))
                .orElse(secret.isEmpty() ? "no token" : "a token that is none, or no longer one");
        if (!why.isEmpty()) {
            refuse(request, kind, why);
            return Optional.empty();
        }
        return source;
    }

    /** Records that somebody was turned away. */
    void refuse(HttpServletRequest request, SourceKind kind, String why) {
        refusals.note(request.getRemoteAddr(), kind.word(), why);
    }

    private static String wrong(Source source, SourceKind kind, String address) {
        if (source.kind() != kind) {
            return "the token of the source " + source.name() + ", which comes by "
                    + source.kind().word();
        }
        if (!source.enabled()) {
            return "the source " + source.name() + " is switched off";
        }
        return source.admits(address) ? "" : "the source " + source.name() + " does not come from this address";
    }

    /** Whether there is room for one more body; whoever got it gives it back. */
    boolean enter() {
        return room.tryAcquire();
    }

    void leave() {
        room.release();
    }
}
