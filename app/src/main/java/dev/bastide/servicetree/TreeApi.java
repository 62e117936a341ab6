package dev.bastide.servicetree;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListResult;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The tree for programs. Nodes are named by id or path, owners by login. */
@RestController
@RequestMapping("/api/v1/tree")
class TreeApi {
    private final ServiceTree tree;
    private final TreeFacts facts;
    private final People people;

    TreeApi(ServiceTree tree, TreeFacts facts, People people) {
        this.tree = tree;
        this.facts = facts;
        this.people = people;
    }

    /** A node as it is sent; what is left out stays as it is, or as it is above. */
    record NodeSent(
            @Nullable String parent,
            @Nullable String name,
            @Nullable String owner,
            @Nullable String environment,
            @Nullable Integer tier,
            @JsonProperty("inherit_stop") @Nullable Boolean inheritStop,
            @Nullable String customer,
            @Nullable String reason) {}

    /** A node as it is read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeJson(
            String id,
            @Nullable String parent,
            String name,
            String path,
            String owner,
            String environment,
            int tier,
            @JsonProperty("inherit_stop") boolean inheritStop,
            @Nullable String customer) {}

    /** What became of an edit: {@code done}, or {@code asked} with the approval it waits for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(String outcome, @Nullable String approval) {}

    @GetMapping
    @Act("tree.read")
    ApiList<NodeJson> list() {
        return ApiList.of(ListResult.whole(tree.snapshot().all()), this::json);
    }

    @GetMapping("/{id}")
    @Act("tree.read")
    NodeJson one(@PathVariable UUID id) {
        return json(facts.require(id));
    }

    @PostMapping
    @Act("tree.edit")
    ResponseEntity<NodeJson> plant(Actor actor, @RequestBody NodeSent sent) {
        Optional<ServiceNode> above = Optional.ofNullable(sent.parent()).map(this::node);
        if (sent.name() == null) {
            throw missing("name");
        }
        NodeId id = tree.plant(actor, wanted(sent, above, above.map(ServiceNode::facts)));
        return ResponseEntity.status(HttpStatus.CREATED).body(json(facts.require(id.value())));
    }

    @PostMapping("/{id}")
    @Act("tree.edit")
    ResponseEntity<Outcome> edit(Actor actor, @PathVariable UUID id, @RequestBody NodeSent sent) {
        ServiceNode present = facts.require(id);
        Optional<ServiceNode> above = Optional.ofNullable(sent.parent())
                .map(this::node)
                .or(() -> Optional.ofNullable(present.parent()).flatMap(tree.snapshot()::node));
        NodeFacts wanted = wanted(sent, above, Optional.of(present.facts()));
        String reason = sent.reason() == null ? "" : sent.reason();
        return switch (tree.edit(actor, present.id(), wanted, reason)) {
            case TreeOutcome.Done() -> ResponseEntity.ok(new Outcome("done", null));
            case TreeOutcome.Asked asked ->
                ResponseEntity.accepted()
                        .body(new Outcome("asked", asked.approval().toString()));
        };
    }

    private NodeFacts wanted(NodeSent sent, Optional<ServiceNode> above, Optional<NodeFacts> otherwise) {
        try {
            String environment = sent.environment();
            return new NodeFacts(
                    above.map(ServiceNode::id).orElse(null),
                    given(sent.name(), otherwise.map(NodeFacts::name), "name"),
                    sent.owner() == null
                            ? otherwise.map(NodeFacts::owner).orElseThrow(() -> missing("owner"))
                            : owner(sent.owner()),
                    environment == null
                            ? otherwise.map(NodeFacts::environment).orElse(Environment.PRODUCTION)
                            : Environment.of(environment.toLowerCase(Locale.ROOT)),
                    sent.tier() == null ? otherwise.map(NodeFacts::tier).orElse(2) : sent.tier(),
                    sent.inheritStop() == null
                            ? otherwise.map(NodeFacts::inheritStop).orElse(false)
                            : sent.inheritStop(),
                    sent.customer() == null ? otherwise.map(NodeFacts::customer).orElse(null) : sent.customer());
        } catch (IllegalArgumentException e) {
            String key = String.valueOf(e.getMessage());
            throw BadInput.in("", key.startsWith("servicetree.bad.") ? key : "servicetree.bad.environment");
        }
    }

    private PersonId owner(String login) {
        return people.byLogin(login)
                .map(Person::id)
                .orElseThrow(() -> BadInput.in("owner", "servicetree.bad.owner", login));
    }

    private ServiceNode node(String idOrPath) {
        Optional<ServiceNode> found = idOrPath.startsWith("/")
                ? tree.snapshot().byPath(idOrPath)
                : tree.snapshot().all().stream()
                        .filter(node -> node.id().toString().equals(idOrPath))
                        .findFirst();
        return found.orElseThrow(() -> BadInput.in("parent", "servicetree.bad.parent"));
    }

    private static String given(@Nullable String value, Optional<String> otherwise, String field) {
        return Optional.ofNullable(value).or(() -> otherwise).orElseThrow(() -> missing(field));
    }

    private static BadInput missing(String field) {
        return BadInput.in(field, "servicetree.bad.missing", field);
    }

    private NodeJson json(ServiceNode node) {
        @Nullable NodeId parent = node.parent();
        String owner = people.find(node.owner()).map(Person::login).orElse("?");
        return new NodeJson(
                node.id().toString(),
                parent == null ? null : parent.toString(),
                node.name(),
                node.path(),
                owner,
                node.environment().word(),
                node.tier(),
                node.inheritStop(),
                node.customer());
    }
}
