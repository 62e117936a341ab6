package dev.bastide.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.DurationText;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operation as the API tells it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OperationJson(
        String id,
        String uuid,
        String state,
        boolean production,
        boolean emergency,
        List<String> hosts,
        String account,
        @Nullable String spec,
        Map<String, String> values,
        List<String> steps,
        List<String> rollback,
        String window,
        @Nullable Instant from,
        @Nullable Instant to,
        String reason,
        String impact,
        String ticket,
        String owner,
        String executor,
        String head,
        @Nullable String approval,
        List<String> missing,
        @Nullable String permit,
        String hash,
        @JsonProperty("asked_hash") String askedHash,
        @JsonProperty("asked_at") Instant askedAt,
        @JsonProperty("lapses_at") Instant lapsesAt,
        @Nullable String cause,
        @JsonProperty("belongs_to") @Nullable String belongsTo,
        List<Told> story,
        String path) {
    /** One entry of the story, worded. */
    record Told(Instant at, String who, String what, String quote) {}

    /** Names and words the JSON needs beside the operation. */
    record Beside(
            String owner,
            String executor,
            String head,
            @Nullable String approval,
            String askedHash,
            List<String> missing,
            List<Told> story) {}

    static OperationJson of(Operation operation, Beside beside) {
        Content content = operation.content();
        SpecificationRef spec = content.specification();
        return new OperationJson(
                operation.name(),
                operation.id().toString(),
                operation.state().word(),
                operation.production(),
                operation.emergency(),
                content.targets().stream().map(Target::path).toList(),
                content.targets().getFirst().account(),
                spec == null ? null : spec.name() + "@" + spec.version(),
                spec == null ? Map.of() : spec.values(),
                content.steps(),
                content.rollback(),
                DurationText.print(content.window().length()),
                operation.from(),
                operation.to(),
                content.reason(),
                content.impactText(),
                content.ticket(),
                beside.owner(),
                beside.executor(),
                beside.head(),
                beside.approval(),
                beside.missing(),
                operation.permit() == null ? null : operation.permit().toString(),
                operation.contentHash(),
                beside.askedHash(),
                operation.askedAt(),
                operation.lapses(),
                operation.cause() == null ? null : operation.cause().word(),
                operation.emergency() ? operation.belongsTo() : null,
                beside.story(),
                operation.path());
    }
}
