package dev.bastide.page;

import dev.bastide.audit.DecisionLog;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.Reason;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * The coarse gate before every handler: its {@link Act} must be one that the actor may do somewhere. A handler that
 * names no action is refused to everybody.
 */
@Component
class ActGate implements HandlerInterceptor {
    private final ObjectProvider<Authority> authority;
    private final DecisionLog decisions;

    ActGate(ObjectProvider<Authority> authority, DecisionLog decisions) {
        this.authority = authority;
        this.decisions = decisions;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!(handler instanceof HandlerMethod method) || request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        String act = actOf(method).orElse("");
        if (act.equals(Act.OPEN)) {
            return true;
        }
        Actor actor = Pages.actor(request);
        if (actor == null) {
            return askToSignIn(request, response);
        }
        if (!act.equals(Act.SELF)) {
            Decision decision = decide(actor, act);
            decision.orThrow();
            if (decision instanceof Decision.Permitted(String rule)) {
                String asked = request.getMethod() + " " + request.getRequestURI();
                decisions.permitted(actor, act, rule, () -> "first at " + asked);
            }
        }
        return true;
    }

    static Optional<String> actOf(HandlerMethod method) {
        Act onMethod = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), Act.class);
        Act act = onMethod != null
                ? onMethod
                : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Act.class);
        return Optional.ofNullable(act).map(Act::value);
    }

    private Decision decide(Actor actor, String act) {
        Authority asked = authority.getIfAvailable();
        if (act.isEmpty() || asked == null) {
            return Decision.refused(Reason.of("page.gate.no-rule", "A44", ""));
        }
        return asked.mayAnywhere(actor, new Action(act));
    }

    private static boolean askToSignIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (ForPrograms.is(request.getRequestURI())) {
            throw new NotSignedIn();
        }
        String query = request.getQueryString();
        String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        String next = request.getMethod().equals("GET") ? wanted : "/";
        response.sendRedirect("/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        return false;
    }
}
