package dev.bastide.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Grants for programs. There is no verb to renew one: it is asked for anew. */
@RestController
@RequestMapping("/api/v1/grants")
class GrantApi {
    private final Grants grants;
    private final GrantRules rules;
    private final Why why;
    private final People people;
    private final Authority authority;
    private final Clock clock;

    GrantApi(Grants grants, GrantRules rules, Why why, People people, Authority authority, Clock clock) {
        this.grants = grants;
        this.rules = rules;
        this.why = why;
        this.people = people;
        this.authority = authority;
        this.clock = clock;
    }

    /**
     * A request as it is sent; the person by login, the node by path or id.
     *
     * @param exception why the duty does not cover it; without it the request is for what the duty needs
     */
    record AskJson(
            @Nullable String person,
            @Nullable String role,
            @Nullable String node,
            @Nullable Integer days,
            @Nullable String reason,
            @Nullable String exception) {}

    /** What a request led to: an approval that others decide, or while founding is open the grant itself. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AskedJson(
            @Nullable String request,
            @Nullable String approval,
            @Nullable String grant) {}

    /** Why a grant is ended. */
    record EndJson(@Nullable String reason) {}

    /**
     * A grant as it is read.
     *
     * @param basis {@code duty}, or {@code exception} for a grant outside of the matrix
     * @param exception why the duty does not cover it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GrantJson(
            String id,
            String person,
            String role,
            String node,
            boolean founding,
            String basis,
            String reason,
            @Nullable String exception,
            @JsonProperty("granted_at") String grantedAt,
            @JsonProperty("expires_at") String expiresAt,
            @JsonProperty("ended_reason") @Nullable String endedReason,
            @JsonProperty("last_used_at") @Nullable String lastUsedAt) {}

    @GetMapping("/mine")
    @Act(Act.SELF)
    ApiList<GrantJson> mine(Actor actor) {
        return ApiList.of(ListResult.whole(grants.of(actor.requirePerson())), this::json);
    }

    @GetMapping
    @Act("grant.read")
    ApiList<GrantJson> all(Actor actor, @RequestParam(name = "state", defaultValue = "") String state) {
        Instant now = clock.instant();
        if (!state.isEmpty() && !GrantState.WORDS.contains(state)) {
            throw BadInput.in("state", "access.bad.state", String.join(", ", GrantState.WORDS));
        }
        List<Grant> rows = GrantState.rows(grants, state).stream()
                .filter(grant -> GrantState.fits(grant, state, now))
                .filter(grant ->
                        authority.may(actor, GrantPages.READ, grant.node()).isPermitted())
                .toList();
        return ApiList.of(ListResult.whole(rows), this::json);
    }

    @PostMapping("/requests")
    @Act(Act.SELF)
    ResponseEntity<AskedJson> request(Actor actor, @RequestBody AskJson sent) {
        GrantAsk ask = ask(actor, sent);
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(grants.founds(actor) ? founded(actor, ask) : asked(actor, ask));
    }

    private AskedJson founded(Actor actor, GrantAsk ask) {
        return new AskedJson(null, null, grants.foundingGrant(actor, ask).toString());
    }

    private AskedJson asked(Actor actor, GrantAsk ask) {
        Grants.Asked asked = grants.request(actor, ask);
        return new AskedJson(asked.request().toString(), asked.approval().toString(), null);
    }

    @PostMapping("/{id}/end")
    @Act(Act.SELF)
    GrantJson end(Actor actor, @PathVariable UUID id, @RequestBody EndJson sent) {
        grants.end(actor, new GrantId(id), sent.reason() == null ? "" : sent.reason());
        return grants.find(new GrantId(id))
                .map(this::json)
                .orElseThrow(() -> new NoSuch("access.grant", id.toString()));
    }

    private GrantAsk ask(Actor actor, AskJson sent) {
        String login = sent.person();
        PersonId person = login == null
                ? actor.requirePerson()
                : people.byLogin(login).map(Person::id).orElseThrow(() -> BadInput.in("person", "access.why.nobody"));
        NodeId node = why.node(text(sent.node(), "node"))
                .orElseThrow(() -> BadInput.in("node", "access.why.nowhere"))
                .id();
        Integer days = sent.days();
        int daysMax = sent.exception() == null ? GrantAsk.DAYS_MAX : GrantAsk.EXCEPTION_DAYS_MAX;
        Duration length = Duration.ofDays(days == null ? daysMax : days);
        String role = text(sent.role(), "role");
        return new GrantAsk(person, role, node, length, text(sent.reason(), "reason"), sent.exception());
    }

    private static String text(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw BadInput.in(field, "access.bad.missing", field);
        }
        return value;
    }

    private GrantJson json(Grant grant) {
        return new GrantJson(
                grant.id().toString(),
                people.find(grant.person()).map(Person::login).orElse("?"),
                grant.role(),
                rules.pathOf(grant.node()),
                grant.founding(),
                grant.isException() ? "exception" : "duty",
                grant.reason(),
                grant.exception(),
                grant.granted().toString(),
                grant.expires().toString(),
                grant.endedReason(),
                grant.lastUsed() == null ? null : grant.lastUsed().toString());
    }
}
