package dev.bastide.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.approval.Ballot.Verdict;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListResult;
import dev.bastide.page.Words;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Approvals for programs. A token alone never approves: a vote carries a second-factor code. */
@RestController
@RequestMapping("/api/v1/approvals")
class ApprovalApi {
    private final Approvals approvals;
    private final ApprovalReading reading;

    ApprovalApi(Approvals approvals, ApprovalReading reading) {
        this.approvals = approvals;
        this.reading = reading;
    }

    /** A vote as it is sent. */
    record BallotJson(
            @Nullable String verdict,
            @Nullable String evaluation,
            @Nullable String code,
            @JsonProperty("content_hash") @Nullable String contentHash) {

        /** The code stays out of logs. */
        @Override
        public String toString() {
            return "BallotJson[" + verdict + "]";
        }
    }

    /** Why a yes is taken back. */
    record TakeBackJson(@Nullable String reason) {}

    /** A vote as it is read. */
    record VoteJson(
            String voter,
            String verdict,
            @JsonProperty("as_head") boolean asHead,
            String evaluation,
            @JsonProperty("voted_at") String votedAt) {}

    /** An approval as it is read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ApprovalJson(
            String id,
            String kind,
            String subject,
            String title,
            String state,
            String node,
            String requester,
            @Nullable String executor,
            List<String> content,
            @JsonProperty("content_hash") String contentHash,
            List<String> missing,
            List<VoteJson> votes,
            @JsonProperty("asked_at") String askedAt,
            @JsonProperty("decided_at") @Nullable String decidedAt) {}

    @GetMapping
    @Act(Act.SELF)
    ApiList<ApprovalJson> list(
            Actor actor, Words words, @RequestParam(name = "state", defaultValue = "waiting") String state) {
        List<Approval> rows = state.equals("mine") ? reading.waitingFor(actor) : reading.recent(actor, state);
        return ApiList.of(
                ListResult.whole(rows), approval -> json(actor, approval.id().value(), words));
    }

    @GetMapping("/{id}")
    @Act(Act.SELF)
    ApprovalJson one(Actor actor, Words words, @PathVariable UUID id) {
        return json(actor, id, words);
    }

    @PostMapping("/{id}/votes")
    @Act("approval.vote")
    ApprovalJson vote(Actor actor, Words words, @PathVariable UUID id, @RequestBody BallotJson sent) {
        approvals.vote(actor, new ApprovalId(id), ballot(sent)).orThrow();
        return json(actor, id, words);
    }

    @PostMapping("/{id}/take-back")
    @Act("approval.vote")
    ApprovalJson takeBack(Actor actor, Words words, @PathVariable UUID id, @RequestBody TakeBackJson sent) {
        String reason = text(sent.reason(), "reason");
        if (reason.length() < Ballot.EVALUATION_CHARACTERS_MIN || reason.length() > Ballot.EVALUATION_CHARACTERS_MAX) {
            throw BadInput.in(
                    "reason", "approval.evaluation.short", Integer.toString(Ballot.EVALUATION_CHARACTERS_MIN));
        }
        approvals.takeBack(actor, new ApprovalId(id), reason).orThrow();
        return json(actor, id, words);
    }

    private static Ballot ballot(BallotJson sent) {
        Verdict verdict = switch (text(sent.verdict(), "verdict")) {
            case "yes" -> Verdict.YES;
            case "no" -> Verdict.NO;
            default -> throw BadInput.in("verdict", "approval.bad.verdict");
        };
        return new Ballot(
                verdict, text(sent.evaluation(), "evaluation"), sent.code(), text(sent.contentHash(), "content_hash"));
    }

    private static String text(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw BadInput.in(field, "approval.bad.missing", field);
        }
        return value.strip();
    }

    private ApprovalJson json(Actor actor, UUID id, Words words) {
        ApprovalReading.Read read = reading.read(actor, id);
        Approval approval = read.approval();
        return new ApprovalJson(
                approval.id().toString(),
                approval.subjectKind(),
                approval.subject().toString(),
                ApprovalWords.title(approval, words),
                approval.state().word(),
                reading.nodePath(approval),
                reading.nameOf(approval.requester()),
                approval.executor() == null ? null : reading.nameOf(approval.executor()),
                ApprovalWords.lines(approval, words),
                approval.contentHash(),
                reading.missing(read).stream().map(words::why).toList(),
                read.votes().stream().map(this::json).toList(),
                approval.askedAt().toString(),
                approval.decidedAt() == null ? null : approval.decidedAt().toString());
    }

    private VoteJson json(Vote vote) {
        return new VoteJson(
                reading.nameOf(vote.voter()),
                vote.verdict(),
                vote.asHead(),
                vote.evaluation(),
                vote.votedAt().toString());
    }
}
