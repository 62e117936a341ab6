package dev.bastide.page;

import dev.bastide.authority.Actor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * A POST to the API with the header {@code Idempotency-Key} is carried out once per caller and key; sent again it gets
 * the first answer. The same key with another content is wrong input. Stands behind the sign-in, before the handlers.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 10)
class OnceOnly extends OncePerRequestFilter {
    static final String KEY_HEADER = "Idempotency-Key";
    static final Duration KEPT = Duration.ofHours(24);
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int KEY_CHARACTERS_MAX = 200;

    private final Answers answers;
    private final Clock clock;
    private final Pages pages;

    OnceOnly(Answers answers, Clock clock, Pages pages) {
        this.answers = answers;
        this.clock = clock;
        this.pages = pages;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || !request.getRequestURI().startsWith("/api/v1/")
                || request.getHeader(KEY_HEADER) == null
                // An answer that holds a secret is shown once and never kept.
                || request.getRequestURI().endsWith("/tokens")
                // Written with escapes, another path could be meant than is read here.
                || request.getRequestURI().indexOf('%') >= 0
                || Pages.actor(request) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Actor actor = Arguments.actor(request);
        String key = request.getHeader(KEY_HEADER).strip();
        if (key.isEmpty() || key.length() > KEY_CHARACTERS_MAX) {
            wrong(request, response, HttpStatus.BAD_REQUEST, "page.once.bad-key");
            return;
        }
        RepeatableRequest repeatable = RepeatableRequest.of(request, BODY_BYTES_MAX);
        byte[] hash = hash(request, repeatable.body());
        if (answers.take(actor.id(), key, hash, clock.instant())) {
            carryOut(actor.id(), key, hash, repeatable, response, chain);
            return;
        }
        Answers.Answer kept = answers.find(actor.id(), key).orElse(null);
        if (kept == null || kept.status() == null) {
            wrong(request, response, HttpStatus.CONFLICT, "page.once.under-way");
        } else if (!MessageDigest.isEqual(kept.requestHash(), hash)) {
            wrong(request, response, HttpStatus.UNPROCESSABLE_CONTENT, "page.once.other-content");
        } else {
            repeat(kept, response);
        }
    }

    private void carryOut(
            String caller,
            String key,
            byte[] hash,
            RepeatableRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        boolean kept = false;
        try {
            chain.doFilter(request, answer);
            // Only what was done is kept: a refusal or a failure changed nothing and may be tried again.
            if (answer.getStatus() < 300 && answer.getContentSize() <= BODY_BYTES_MAX) {
                answers.keep(
                        caller,
                        key,
                        new Answers.Answer(
                                hash,
                                answer.getStatus(),
                                answer.getContentType(),
                                answer.getHeader(Problem.EXIT_HEADER),
                                answer.getHeader(HttpHeaders.LOCATION),
                                answer.getContentAsByteArray()));
                kept = true;
            }
        } finally {
            if (!kept) {
                answers.release(caller, key);
            }
            answer.copyBodyToResponse();
        }
    }

    private static void repeat(Answers.Answer kept, HttpServletResponse response) throws IOException {
        response.setStatus(kept.status() == null ? HttpStatus.OK.value() : kept.status());
        response.setHeader("Idempotency-Replayed", "true");
        if (kept.contentType() != null) {
            response.setContentType(kept.contentType());
        }
        if (kept.exit() != null) {
            response.setHeader(Problem.EXIT_HEADER, kept.exit());
        }
        if (kept.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, kept.location());
        }
        if (kept.body() != null) {
            response.getOutputStream().write(kept.body());
        }
    }

    private void wrong(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String key)
            throws IOException {
        Words words = pages.words(request);
        ApiProblems.write(response, ApiProblems.input(words, status, words.say(key), KEY_HEADER));
    }

    private static byte[] hash(HttpServletRequest request, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(request.getRequestURI().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
