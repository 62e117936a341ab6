package dev.bastide.page;

import dev.bastide.authority.Act;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What fails outside any handler, such as a forged form: the same pages and problems as everywhere. */
@Controller
class FallbackErrors implements ErrorController {
    private final Pages pages;

    FallbackErrors(Pages pages) {
        this.pages = pages;
    }

    @RequestMapping("/error")
    @Act(Act.OPEN)
    Object error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.valueOf(number) : HttpStatus.NOT_FOUND;
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String asked = path == null ? request.getRequestURI() : path.toString();
        if (ForPrograms.is(asked)) {
            return problem(request, status);
        }
        String key = switch (status) {
            case NOT_FOUND -> "page.error.missing";
            case FORBIDDEN -> "page.error.forged";
            default -> status.is4xxClientError() ? "page.error.input" : "page.error.failed";
        };
        return PageProblems.error(status, key, asked);
    }

    private Object problem(HttpServletRequest request, HttpStatus status) {
        Words words = pages.words(request);
        String detail = words.say("page.problem.request", status.getReasonPhrase());
        int exit = status == HttpStatus.FORBIDDEN || status == HttpStatus.UNAUTHORIZED
                ? 3
                : status.is4xxClientError() ? 2 : 1;
        return ApiProblems.answer(new Problem(
                "http/" + status.value(),
                words.say(exit == 1 ? "page.problem.failed" : "page.problem.input"),
                status.value(),
                detail,
                "",
                "",
                "",
                "",
                exit));
    }
}
