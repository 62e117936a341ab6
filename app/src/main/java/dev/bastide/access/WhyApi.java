package dev.bastide.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.access.rights.Considered;
import dev.bastide.access.rights.HeldGrant;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Words;
import dev.bastide.servicetree.ServiceNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Explanations for programs: why, why not, and who can reach this. */
@RestController
@RequestMapping("/api/v1/access")
class WhyApi {
    private final Why why;
    private final GrantRules rules;
    private final People people;
    private final Authority authority;

    WhyApi(Why why, GrantRules rules, People people, Authority authority) {
        this.why = why;
        this.rules = rules;
        this.people = people;
        this.authority = authority;
    }

    /** One grant and what it says to the question. */
    record GrantSays(
            String grant,
            String role,
            String node,
            String verdict,
            boolean exception,
            @JsonProperty("expires_at") String expiresAt) {}

    /** The answer. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AnswerJson(
            boolean permitted,
            String person,
            String action,
            String node,
            @Nullable String rule,
            @Nullable String why,
            @Nullable String remedy,
            @Nullable String duty,
            List<GrantSays> grants) {}

    /** Who can do something there, and through which grant. */
    record ReachJson(String person, String role, String through, String grant, boolean exception) {}

    @GetMapping("/why")
    @Act("grant.read")
    AnswerJson why(
            Actor actor,
            Words words,
            @RequestParam(name = "person") String login,
            @RequestParam(name = "host", defaultValue = "") String host,
            @RequestParam(name = "node", defaultValue = "") String node,
            @RequestParam(name = "action", defaultValue = "session.open") String action) {
        PersonId person =
                people.byLogin(login).map(Person::id).orElseThrow(() -> BadInput.in("person", "access.why.nobody"));
        Place place = place(host, node);
        if (!person.equals(actor.person())) {
            authority.may(actor, GrantPages.READ, place.node()).orThrow();
        }
        Why.Question question = new Why.Question(person, action(action), place.node(), place.host(), place.account());
        return json(why.answer(question), login, words);
    }

    @GetMapping("/reach")
    @Act("grant.read")
    List<ReachJson> reach(
            Actor actor,
            @RequestParam(name = "host", defaultValue = "") String host,
            @RequestParam(name = "node", defaultValue = "") String node,
            @RequestParam(name = "action", defaultValue = "session.open") String action) {
        Place place = place(host, node);
        authority.may(actor, GrantPages.READ, place.node()).orThrow();
        return why.reach(action(action), place.node()).stream().map(this::json).toList();
    }

    private record Place(NodeId node, HostPlaces.@Nullable Place host, String account) {}

    /** A host may carry the account in front: {@code deploy@/shop/web/web-01}. */
    private Place place(String host, String node) {
        int at = host.indexOf('@');
        String account = at < 0 ? "" : host.substring(0, at);
        Optional<HostPlaces.Place> found = why.host(host.substring(at + 1));
        NodeId where = found.map(HostPlaces.Place::node)
                .or(() -> why.node(node.isEmpty() ? host : node).map(ServiceNode::id))
                .orElseThrow(() -> BadInput.in(host.isEmpty() ? "node" : "host", "access.why.nowhere"));
        return new Place(where, found.orElse(null), account);
    }

    private static Action action(String name) {
        try {
            return new Action(name);
        } catch (IllegalArgumentException e) {
            throw BadInput.in("action", "access.bad.action", name);
        }
    }

    private AnswerJson json(Why.Answer answer, String login, Words words) {
        List<GrantSays> grants = answer.grants().stream().map(this::json).toList();
        String action = answer.question().action().name();
        return switch (answer.decision()) {
            case Decision.Permitted(String rule) ->
                new AnswerJson(true, login, action, answer.node().path(), rule, null, null, null, grants);
            case Decision.Refused(Reason reason) ->
                new AnswerJson(
                        false,
                        login,
                        action,
                        answer.node().path(),
                        null,
                        words.why(reason),
                        words.remedy(reason),
                        reason.duty(),
                        grants);
        };
    }

    private GrantSays json(Considered considered) {
        HeldGrant.Facts facts = considered.grant().facts();
        return new GrantSays(
                facts.id().toString(),
                facts.role().name(),
                rules.pathOf(facts.node()),
                considered.verdict().name().toLowerCase(java.util.Locale.ROOT),
                facts.exception(),
                facts.expiresAt().toString());
    }

    private ReachJson json(HeldGrant grant) {
        HeldGrant.Facts facts = grant.facts();
        return new ReachJson(
                people.find(facts.person()).map(Person::login).orElse("?"),
                facts.role().name(),
                rules.pathOf(facts.node()),
                facts.id().toString(),
                facts.exception());
    }
}
