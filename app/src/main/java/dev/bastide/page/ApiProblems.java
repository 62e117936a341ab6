package dev.bastide.page;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.databind.json.JsonMapper;

/** The edge of the API: whatever goes wrong becomes a worded problem with an exit code. */
@RestControllerAdvice(annotations = RestController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiProblems {
    private static final Logger LOG = LoggerFactory.getLogger(ApiProblems.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Pages pages;
    private final RefusalRecorder recorder;

    ApiProblems(Pages pages, RefusalRecorder recorder) {
        this.pages = pages;
        this.recorder = recorder;
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(ActRefused refused, HttpServletRequest request) {
        Reason reason = refused.reason();
        recorder.record(request, reason);
        Words words = pages.words(request);
        return answer(new Problem(
                "refused/" + reason.key(),
                words.say("page.problem.refused"),
                HttpStatus.FORBIDDEN.value(),
                words.why(reason),
                words.remedy(reason),
                reason.remedyPath(),
                reason.duty(),
                "",
                3));
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrong(BadInput mistake, HttpServletRequest request) {
        Words words = pages.words(request);
        return answer(input(words, HttpStatus.BAD_REQUEST, words.say(mistake.key(), mistake.args()), mistake.field()));
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException mistake, HttpServletRequest request) {
        // Parsers quote what they read, so their own words are never sent back.
        Words words = pages.words(request);
        return answer(input(words, HttpStatus.BAD_REQUEST, words.say("page.problem.unreadable"), ""));
    }

    @ExceptionHandler
    ResponseEntity<Problem> mismatch(MethodArgumentTypeMismatchException mistake, HttpServletRequest request) {
        Words words = pages.words(request);
        String name = mistake.getName();
        return answer(input(words, HttpStatus.BAD_REQUEST, words.say("page.problem.mismatch", name), name));
    }

    @ExceptionHandler
    ResponseEntity<Problem> missing(NoSuch missing, HttpServletRequest request) {
        Words words = pages.words(request);
        String detail = words.say("page.problem.no-such", words.say(missing.kindKey()), missing.id());
        return answer(input(words, HttpStatus.NOT_FOUND, detail, ""));
    }

    @ExceptionHandler
    ResponseEntity<Problem> stranger(NotSignedIn nobody, HttpServletRequest request) {
        Words words = pages.words(request);
        return answer(new Problem(
                "not-signed-in",
                words.say("page.problem.not-signed-in"),
                HttpStatus.UNAUTHORIZED.value(),
                words.say("page.problem.not-signed-in.why"),
                words.say("page.problem.not-signed-in.remedy"),
                "/me/tokens",
                "",
                "",
                3));
    }

    @ExceptionHandler
    ResponseEntity<Problem> unexpected(Exception failure, HttpServletRequest request) {
        Words words = pages.words(request);
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            return answer(input(words, status, words.say("page.problem.request", status.getReasonPhrase()), ""));
        }
        Optional<BadInput> rule =
                StoredRule.broken(failure, request.getParameterMap().keySet());
        if (rule.isPresent()) {
            LOG.warn(
                    "Request {} {}: refused by the database: {}",
                    request.getMethod(),
                    request.getRequestURI(),
                    rule.get().args());
            String why = words.say(rule.get().key(), rule.get().args().toArray());
            return answer(input(
                    words, HttpStatus.UNPROCESSABLE_CONTENT, why, rule.get().field()));
        }
        String number = ErrorNumber.of(failure);
        LOG.error("Request {} {} failed ({})", request.getMethod(), request.getRequestURI(), number, failure);
        return answer(new Problem(
                "failed",
                words.say("page.problem.failed"),
                HttpStatus.INTERNAL_SERVER_ERROR.value(),
                words.say("page.problem.failed.why", number),
                words.say("page.problem.failed.remedy", number),
                "",
                "",
                "",
                1));
    }

    static Problem input(Words words, HttpStatus status, String detail, String field) {
        String title = words.say("page.problem.input");
        return new Problem("wrong-input", title, status.value(), detail, "", "", "", field, 2);
    }

    /** Writes a problem where no handler is: in a filter. */
    static void write(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setHeader(Problem.EXIT_HEADER, Integer.toString(problem.exit()));
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(JSON.writeValueAsBytes(problem));
    }

    static ResponseEntity<Problem> answer(Problem problem) {
        return ResponseEntity.status(problem.status())
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .header(Problem.EXIT_HEADER, Integer.toString(problem.exit()))
                .body(problem);
    }
}
