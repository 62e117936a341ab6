package dev.bastide.change;

import dev.bastide.access.PermitDesk.Fault;
import dev.bastide.access.PermitDesk.Wish;
import dev.bastide.asset.Host;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.page.BadInput;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Judges what was typed so far at a terminal by the rules that judge the whole request, so that a mistake is told beside
 * the question it answers. What is still to come is taken as if it were right.
 */
@Component
class TerminalFaults {
    private static final String TO_COME = "to come";

    private final Specifications specifications;
    private final Planning planning;
    private final Drafting drafting;

    TerminalFaults(Specifications specifications, Planning planning, Drafting drafting) {
        this.specifications = specifications;
        this.planning = planning;
        this.drafting = drafting;
    }

    Optional<Fault> of(Actor actor, Host host, String account, Wish so) {
        try {
            if (so.specification().isEmpty() || hasAllValues(so)) {
                drafting.draft(actor, TerminalDesk.request(host.path(), account, whole(so, host)));
            } else {
                planning.requireGiven(so.specification(), so.values(), host.isNetworkDevice());
            }
            return Optional.empty();
        } catch (ActRefused refused) {
            return Optional.of(new Fault(refused.reason(), false));
        } catch (BadInput mistake) {
            String key = mistake.key().equals("change.bad.window") ? "change.terminal.window" : mistake.key();
            String path = mistake.key().equals("change.bad.window") ? "/operations/new" : "";
            return Optional.of(new Fault(new Reason(key, mistake.args(), "", path), true));
        }
    }

    private boolean hasAllValues(Wish so) {
        return specifications
                .meant(so.specification())
                .map(Specification::text)
                .filter(text -> text.parameters().stream()
                        .anyMatch(parameter -> !so.values().containsKey(parameter.name())))
                .isEmpty();
    }

    private static Wish whole(Wish so, Host host) {
        List<String> rollback = so.rollback().isEmpty() && host.isNetworkDevice() ? so.steps() : so.rollback();
        return new Wish(
                so.specification(),
                so.values(),
                so.steps(),
                rollback,
                so.ticket().isEmpty() && host.isNetworkDevice() ? TO_COME : so.ticket(),
                so.window().isEmpty() ? "1h" : so.window(),
                so.reason().isEmpty() ? TO_COME : so.reason());
    }
}
