package dev.bastide.page;

import dev.bastide.authority.ActRefused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** The edge of the console: a refusal, a mistake, something missing and a failure each get a page that says what to do. */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class PageProblems {
    private static final Logger LOG = LoggerFactory.getLogger(PageProblems.class);

    private final RefusalRecorder recorder;
    private final Pages pages;
    private final ApiProblems api;

    PageProblems(RefusalRecorder recorder, Pages pages, ApiProblems api) {
        this.recorder = recorder;
        this.pages = pages;
        this.api = api;
    }

    @ExceptionHandler
    ModelAndView refused(ActRefused refused, HttpServletRequest request) {
        recorder.record(request, refused.reason());
        return page("page/refused", HttpStatus.FORBIDDEN)
                .addObject("refusal", new Refusal(tried(request), refused.reason()));
    }

    @ExceptionHandler
    ModelAndView missing(NoSuch missing, HttpServletRequest request) {
        Words words = pages.words(request);
        String why = words.say("page.problem.no-such", words.say(missing.kindKey()), missing.id());
        return error(HttpStatus.NOT_FOUND, "page.error.missing", why);
    }

    @ExceptionHandler
    ModelAndView wrong(BadInput mistake, HttpServletRequest request) {
        String why = pages.words(request).say(mistake.key(), mistake.args());
        return error(HttpStatus.BAD_REQUEST, "page.error.input", why);
    }

    @ExceptionHandler
    ModelAndView mismatch(MethodArgumentTypeMismatchException mistake, HttpServletRequest request) {
        return error(HttpStatus.NOT_FOUND, "page.error.missing", request.getRequestURI());
    }

    /** A reader who left while a live page was being written; nothing can be shown to him any more. */
    @ExceptionHandler
    ModelAndView gone(AsyncRequestNotUsableException gone) {
        LOG.debug("A reader left: {}", gone.toString());
        return new ModelAndView();
    }

    @ExceptionHandler
    Object unexpected(Exception failure, HttpServletRequest request) {
        if (ForPrograms.is(request.getRequestURI())) {
            return api.unexpected(failure, request);
        }
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            String key = status == HttpStatus.NOT_FOUND ? "page.error.missing" : "page.error.input";
            return error(status, key, request.getRequestURI());
        }
        Optional<BadInput> rule =
                StoredRule.broken(failure, request.getParameterMap().keySet());
        if (rule.isPresent()) {
            return stored(rule.get(), request);
        }
        String number = ErrorNumber.of(failure);
        LOG.error("Page {} {} failed ({})", request.getMethod(), request.getRequestURI(), number, failure);
        return error(HttpStatus.INTERNAL_SERVER_ERROR, "page.error.failed", number);
    }

    /** Where a form has not found the mistake itself; the browser's way back still has what was typed. */
    private ModelAndView stored(BadInput rule, HttpServletRequest request) {
        LOG.warn("Page {} {}: refused by the database: {}", request.getMethod(), request.getRequestURI(), rule.args());
        Words words = pages.words(request);
        String why = words.say(rule.key(), rule.args().toArray());
        String at = rule.field().isEmpty() ? why : words.say("page.stored.field", rule.field(), why);
        return error(HttpStatus.UNPROCESSABLE_CONTENT, "page.error.stored", at);
    }

    /** What was tried, in the reader's words: the action's own, or the address. */
    private String tried(HttpServletRequest request) {
        Words words = pages.words(request);
        String own = RefusalRecorder.act(request) + ".tried";
        if (words.has(own)) {
            return words.say(own);
        }
        String key = request.getMethod().equals("GET") ? "page.tried.open" : "page.tried.send";
        return words.say(key, request.getRequestURI());
    }

    static ModelAndView error(HttpStatus status, String key, String detail) {
        return page("page/error", status).addObject("key", key).addObject("detail", detail);
    }

    private static ModelAndView page(String template, HttpStatus status) {
        ModelAndView page = new ModelAndView(template);
        page.setStatus(status);
        return page;
    }
}
