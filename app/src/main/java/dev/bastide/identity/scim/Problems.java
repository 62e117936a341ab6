package dev.bastide.identity.scim;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Provisioning;
import dev.bastide.page.NotSignedIn;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * The edge of SCIM: whatever goes wrong becomes an error body. All refusals read alike, so that a directory learns nothing
 * of who is what here; the record says which rule it was.
 */
@ControllerAdvice(assignableTypes = {UserResource.class, Discovery.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final AuditLog audit;
    private final Clock clock;
    private final Words words;
    private final Told told;

    Problems(AuditLog audit, Clock clock, WordsFor words, Told told) {
        this.audit = audit;
        this.clock = clock;
        this.words = words.of(Locale.ENGLISH);
        this.told = told;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrong(ScimMistake mistake) {
        ResponseEntity<byte[]> answer =
                answer(mistake.status(), mistake.type(), words.say(mistake.key(), mistake.args()));
        return mistake.status() == HttpStatus.TOO_MANY_REQUESTS.value()
                ? ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .header(HttpHeaders.RETRY_AFTER, "5")
                        .body(answer.getBody())
                : answer;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> refused(ActRefused refused, HttpServletRequest request) {
        Reason reason = refused.reason();
        record(request, words.why(reason) + " [" + reason.key() + "]");
        told.ofRefusal(request, reason);
        return answer(HttpStatus.FORBIDDEN.value(), "", words.say("identity.scim.refused"));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> stranger(NotSignedIn nobody, HttpServletRequest request) {
        record(request, "no good token");
        ResponseEntity<byte[]> answer =
                answer(HttpStatus.UNAUTHORIZED.value(), "", words.say("identity.scim.stranger"));
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<byte[]> unexpected(Exception failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return answer(known.getStatusCode().value(), "", words.say("identity.scim.bad.syntax"));
        }
        LOG.error("Request {} {} failed", request.getMethod(), request.getRequestURI(), failure);
        return answer(HttpStatus.INTERNAL_SERVER_ERROR.value(), "", words.say("identity.scim.failed"));
    }

    private void record(HttpServletRequest request, String why) {
        Object known = request.getAttribute(Actor.ATTRIBUTE);
        Actor actor = known instanceof Actor signedIn
                ? signedIn
                : Actor.stranger("directory", request.getRemoteAddr(), AccessMethod.API);
        String content = request.getMethod() + " " + request.getRequestURI() + ": " + why;
        audit.appendNow(
                AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, Provisioning.ACT, content, Result.REFUSED));
    }

    private static ResponseEntity<byte[]> answer(int status, String type, String detail) {
        return Answers.of(HttpStatus.valueOf(status), Answers.error(status, type, detail));
    }
}
