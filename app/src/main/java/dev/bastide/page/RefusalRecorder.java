package dev.bastide.page;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** Writes the record of a refusal, once, where it leaves the house: page or API. Source: seed 000 s4 (A114). */
@Component
class RefusalRecorder {
    private final AuditLog audit;
    private final Clock clock;
    private final WordsFor words;

    RefusalRecorder(AuditLog audit, Clock clock, WordsFor words) {
        this.audit = audit;
        this.clock = clock;
        this.words = words;
    }

    /** Records that this request was refused for this reason. */
    void record(HttpServletRequest request, Reason reason) {
        Actor actor = Arguments.actor(request);
        String act = act(request);
        String content = request.getMethod() + " " + request.getRequestURI() + ": "
                + words.of(Locale.ENGLISH).why(reason) + " [" + reason.key() + "]";
        audit.appendNow(AuditRecord.of(clock.instant(), actor, tag(act), act, content, Result.REFUSED));
    }

    static String act(HttpServletRequest request) {
        Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
        String act =
                handler instanceof HandlerMethod method ? ActGate.actOf(method).orElse("") : "";
        return act.isEmpty() || act.equals(Act.SELF) || act.equals(Act.OPEN) ? "page.request" : act;
    }

    /** The family of records the action's room belongs to. */
    private static Tag tag(String act) {
        return switch (act.substring(0, act.indexOf('.'))) {
            case "operation", "spec", "emergency" -> Tag.OPERATION;
            case "session" -> Tag.SESSION;
            case "recording" -> Tag.RECORDING;
            case "host" -> Tag.HOST;
            case "tree" -> Tag.SERVICE_TREE;
            case "person" -> Tag.IDENTITY;
            case "grant" -> Tag.ACCESS;
            case "approval" -> Tag.APPROVAL;
            case "audit" -> Tag.AUDIT;
            case "ticket" -> Tag.TICKET;
            default -> Tag.SYSTEM;
        };
    }
}
