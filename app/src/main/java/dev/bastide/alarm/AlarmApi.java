package dev.bastide.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.ApiList;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Words;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Alarms for programs and the command line; by id or by name, such as ALM-000012. */
@RestController
@RequestMapping(
        path = "/api/v1/alarms",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class AlarmApi {
    private final AlarmList list;
    private final AlarmAnswers answers;
    private final AlarmLines lines;
    private final Places places;

    AlarmApi(AlarmList list, AlarmAnswers answers, AlarmLines lines, Places places) {
        this.list = list;
        this.answers = answers;
        this.lines = lines;
        this.places = places;
    }

    /** An alarm as it is read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AlarmJson(
            UUID id,
            String name,
            String kind,
            String level,
            String node,
            String object,
            String what,
            String source,
            String state,
            long times,
            @JsonProperty("raised_at") Instant raisedAt,
            @JsonProperty("last_at") Instant lastAt,
            @JsonProperty("who") String who,
            @JsonProperty("acknowledged_at") @Nullable Instant acknowledgedAt,
            @JsonProperty("resolved_at") @Nullable Instant resolvedAt,
            @Nullable String cause,
            @JsonProperty("next_at") @Nullable Instant nextAt,
            String ticket,
            List<ToldJson> told) {}

    /** One time that people were told. */
    record ToldJson(String rung, String why, Instant at, List<ReachedJson> reached) {}

    /** What is known of one way to one person. */
    record ReachedJson(String person, String channel, String outcome, Instant at) {}

    /** A word with an acknowledgement. */
    record AckJson(@Nullable String note) {}

    /** How an alarm ended. */
    record ResolveJson(@Nullable String cause, @Nullable String reason) {}

    @GetMapping
    @Act("alarm.view")
    ResponseEntity<Object> list(
            Actor actor,
            ListQuery query,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ListResult<Standing> found = list.page(actor, query);
        return AlarmLines.wanted(accept)
                ? lines.table(found.rows(), words)
                : ResponseEntity.ok(ApiList.of(found, standing -> json(standing, words)));
    }

    @GetMapping("/{id}")
    @Act(Act.SELF)
    ResponseEntity<Object> one(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return answer(answers.read(actor, id), words, accept);
    }

    @PostMapping("/{id}/acknowledge")
    @Act(Act.SELF)
    ResponseEntity<Object> acknowledge(
            Actor actor,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable AckJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        String note = sent == null || sent.note() == null ? "" : sent.note();
        return answer(answers.acknowledge(actor, id, note), words, accept);
    }

    @PostMapping("/{id}/resolve")
    @Act(Act.SELF)
    ResponseEntity<Object> resolve(
            Actor actor,
            @PathVariable String id,
            @RequestBody ResolveJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        String cause = sent.cause() == null ? "" : sent.cause();
        String reason = sent.reason() == null ? "" : sent.reason();
        return answer(answers.resolve(actor, id, cause, reason), words, accept);
    }

    private ResponseEntity<Object> answer(Standing standing, Words words, String accept) {
        return AlarmLines.wanted(accept) ? lines.one(standing, words) : ResponseEntity.ok(json(standing, words));
    }

    private AlarmJson json(Standing standing, Words words) {
        Alarm alarm = standing.alarm();
        Acknowledgement taken = standing.acknowledgement();
        Resolution end = standing.resolution();
        return new AlarmJson(
                alarm.id().value(),
                alarm.name(),
                alarm.kind(),
                alarm.level().word(),
                places.path(alarm.node()),
                alarm.object(),
                words.why(alarm.reason()),
                alarm.source(),
                standing.state(),
                standing.times(),
                alarm.raisedAt(),
                standing.lastAt(),
                lines.who(standing),
                taken == null ? null : taken.at(),
                end == null ? null : end.at(),
                end == null ? null : end.cause(),
                standing.nextAt(),
                lines.ticket(alarm),
                standing.tellings().stream().map(this::json).toList());
    }

    private ToldJson json(Telling told) {
        return new ToldJson(
                told.rung().word(),
                told.why().word(),
                told.at(),
                told.deliveries().stream()
                        .map(reached -> new ReachedJson(
                                lines.name(reached.person()),
                                reached.channel().word(),
                                reached.outcome().word(),
                                reached.at()))
                        .toList());
    }
}
