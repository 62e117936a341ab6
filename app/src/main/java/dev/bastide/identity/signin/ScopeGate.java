package dev.bastide.identity.signin;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** A token opens only the handlers whose action is among its scopes, whatever else its person may do. */
final class ScopeGate implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(SessionFilter.TOKEN) instanceof ApiToken token
                && handler instanceof HandlerMethod method) {
            Act act = actOf(method);
            if (act == null || (!act.value().equals(Act.OPEN) && !token.covers(act.value()))) {
                String wanted = act == null ? "-" : act.value();
                throw new ActRefused(Reason.of("identity.token.scope", "A44", "/me/tokens", wanted));
            }
        }
        return true;
    }

    private static @Nullable Act actOf(HandlerMethod method) {
        Act onMethod = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), Act.class);
        return onMethod != null
                ? onMethod
                : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Act.class);
    }
}
