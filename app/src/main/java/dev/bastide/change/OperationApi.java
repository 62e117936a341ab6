package dev.bastide.change;

import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.asset.Sight;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Operations by JSON, and in plain text for {@code ./bastide}: the same decisions as the console. */
@RestController
@RequestMapping(
        path = "/api/v1/operations",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class OperationApi {
    /** Says which content a vote would go to; no text of the operation can forge a header. */
    static final String HASH_HEADER = "X-Bastide-Hash";

    private final Operations operations;
    private final Emergencies emergencies;
    private final Closing closing;
    private final OperationLines lines;
    private final OperationTelling telling;
    private final Approvals approvals;
    private final People people;
    private final Sight sight;

    OperationApi(
            Operations operations,
            Emergencies emergencies,
            Closing closing,
            OperationLines lines,
            OperationTelling telling,
            Approvals approvals,
            People people,
            Sight sight) {
        this.operations = operations;
        this.emergencies = emergencies;
        this.closing = closing;
        this.lines = lines;
        this.telling = telling;
        this.approvals = approvals;
        this.people = people;
        this.sight = sight;
    }

    /** What goes with a vote. {@code hash} is the content the voter was shown: a vote is never for what nobody read. */
    record VoteJson(
            @Nullable String evaluation,
            @Nullable String code,
            @Nullable String hash) {}

    /** Why, and for the verbs that need it how long or who. */
    record WordJson(
            @Nullable String reason,
            @Nullable String window,
            @Nullable String executor) {
        String why() {
            return reason == null ? "" : reason.strip();
        }
    }

    private static final WordJson NO_WORD = new WordJson(null, null, null);

    @GetMapping
    @Act("operation.read")
    ResponseEntity<Object> list(
            Actor actor,
            ListQuery query,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ListResult<OperationLine> found = lines.list(query, actor, sight.nodes(actor, Operations.READ, query.scope()));
        if (isText(accept)) {
            return text(found.rows().stream()
                    .map(line -> OperationTelling.line(line, words))
                    .collect(Collectors.joining()));
        }
        return ResponseEntity.ok(ApiList.of(found, line -> json(line)));
    }

    @GetMapping("/{reference}")
    @Act("operation.read")
    ResponseEntity<Object> show(
            Actor actor,
            @PathVariable String reference,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return answer(operations.require(actor, reference), words, accept);
    }

    @PostMapping
    @Act("operation.request")
    ResponseEntity<Object> request(
            Actor actor,
            @RequestBody AskJson ask,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        OperationRequest request = ask.request();
        Operation made = request.emergency() ? emergencies.start(actor, request) : operations.request(actor, request);
        if (isText(accept)) {
            return text(made.name() + "\n");
        }
        return ResponseEntity.status(HttpStatus.CREATED).body(telling.json(made, words));
    }

    /** Asks anew with other content: what was agreed before is void. */
    @PostMapping("/{reference}/edit")
    @Act("operation.request")
    ResponseEntity<Object> edit(
            Actor actor,
            @PathVariable String reference,
            @RequestBody AskJson ask,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        operations.edit(actor, operations.require(actor, reference), ask.request());
        return show(actor, reference, words, accept);
    }

    @PostMapping("/{reference}/approve")
    @Act("approval.vote")
    ResponseEntity<Object> approve(
            Actor actor,
            @PathVariable String reference,
            @RequestBody VoteJson vote,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return vote(actor, reference, ballot(actor, reference, Ballot.Verdict.YES, vote), words, accept);
    }

    @PostMapping("/{reference}/reject")
    @Act("approval.vote")
    ResponseEntity<Object> reject(
            Actor actor,
            @PathVariable String reference,
            @RequestBody VoteJson vote,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return vote(actor, reference, ballot(actor, reference, Ballot.Verdict.NO, vote), words, accept);
    }

    @PostMapping("/{reference}/cancel")
    @Act("operation.read")
    ResponseEntity<Object> cancel(
            Actor actor,
            @PathVariable String reference,
            @RequestBody(required = false) @Nullable WordJson word,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        operations.cancel(
                actor, operations.require(actor, reference), word(word).why());
        return show(actor, reference, words, accept);
    }

    @PostMapping("/{reference}/finish")
    @Act("operation.request")
    ResponseEntity<Object> finish(
            Actor actor,
            @PathVariable String reference,
            @RequestBody(required = false) @Nullable WordJson word,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        closing.finish(actor, operations.require(actor, reference), word(word).why());
        return show(actor, reference, words, accept);
    }

    @PostMapping("/{reference}/extend")
    @Act("operation.request")
    ResponseEntity<Object> extend(
            Actor actor,
            @PathVariable String reference,
            @RequestBody WordJson word,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        String more = word.window() == null ? "" : word.window();
        operations.extend(actor, operations.require(actor, reference), Windows.length(more), word.why());
        return show(actor, reference, words, accept);
    }

    @PostMapping("/{reference}/hand-over")
    @Act("operation.request")
    ResponseEntity<Object> handOver(
            Actor actor,
            @PathVariable String reference,
            @RequestBody WordJson word,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        operations.handOver(actor, operations.require(actor, reference), person(word.executor()), word.why());
        return show(actor, reference, words, accept);
    }

    private ResponseEntity<Object> vote(Actor actor, String reference, Ballot ballot, Words words, String accept) {
        Operation operation = operations.require(actor, reference);
        approvals.vote(actor, approvalOf(operation), ballot).orThrow();
        return show(actor, reference, words, accept);
    }

    private Ballot ballot(Actor actor, String reference, Ballot.Verdict verdict, VoteJson vote) {
        operations.require(actor, reference);
        String shown = vote.hash() == null ? "" : vote.hash().strip();
        if (shown.isEmpty()) {
            throw BadInput.in("hash", "change.bad.hash");
        }
        String evaluation = vote.evaluation() == null ? "" : vote.evaluation();
        return new Ballot(verdict, evaluation, vote.code(), shown);
    }

    private ApprovalId approvalOf(Operation operation) {
        return telling.approval(operation).orElseThrow(() -> new NoSuch("change.approval", operation.name()));
    }

    private Person person(@Nullable String login) {
        String text = login == null ? "" : login.strip();
        return people.byLogin(text)
                .filter(found -> found.active() && !found.machine())
                .orElseThrow(() -> BadInput.in("executor", "change.bad.executor", Targets.shown(text)));
    }

    private ResponseEntity<Object> answer(Operation operation, Words words, String accept) {
        ResponseEntity<Object> told = isText(accept)
                ? text(telling.text(operation, words))
                : ResponseEntity.ok(telling.json(operation, words));
        return ResponseEntity.status(told.getStatusCode())
                .headers(told.getHeaders())
                .header(HASH_HEADER, telling.askedHash(operation))
                .body(told.getBody());
    }

    private static LineJson json(OperationLine line) {
        return new LineJson(
                line.name(),
                line.id().toString(),
                line.state().word(),
                line.hosts(),
                line.account(),
                line.executor(),
                line.reason(),
                line.askedAt().toString());
    }

    /** One operation in a list. */
    record LineJson(
            String id,
            String uuid,
            String state,
            List<String> hosts,
            String account,
            String executor,
            String reason,
            String asked) {}

    static boolean isText(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    static ResponseEntity<Object> text(String body) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, java.nio.charset.StandardCharsets.UTF_8))
                .body(body);
    }

    private static WordJson word(@Nullable WordJson word) {
        return word == null ? NO_WORD : word;
    }
}
