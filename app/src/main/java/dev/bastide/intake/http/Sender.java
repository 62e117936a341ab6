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
    private final BodyRoom bodies;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Sender(SourceTokens tokens, Sources sources, Refusals refusals, BodyRoom bodies) {
        this.tokens = tokens;
        this.sources = sources;
        this.refusals = refusals;
        this.bodies = bodies;
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

    /** What is made of a body. */
    @FunctionalInterface
    interface Work<T> {
        /** Takes it. */
        T of(byte[] body) throws Body.Refused;
    }

    /**
     * Reads a source's body and has it worked on. A place is taken only when all of it is here, so that a slow sender keeps
     * nobody out. Throws {@link Body.Refused}.
     */
    <T> T read(HttpServletRequest request, Source source, Work<T> work) throws Body.Refused {
        try (BodyRoom.Share share = bodies.open(source.id())) {
            byte[] sent = Body.sent(request, share);
            if (!places.tryAcquire()) {
                throw Body.Refused.later();
            }
            try {
                return work.of(Body.unpacked(request, sent));
            } finally {
                places.release();
            }
        }
    }
}
