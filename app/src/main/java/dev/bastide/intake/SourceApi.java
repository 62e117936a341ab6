package dev.bastide.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.ApiList;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sources and what came of them, for programs. */
@RestController
@RequestMapping(
        path = "/api/v1/intake/sources",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class SourceApi {
    private static final String ACCEPT = "Accept";

    private final Sources sources;
    private final SourceTokens tokens;
    private final SourceList list;

    SourceApi(Sources sources, SourceTokens tokens, SourceList list) {
        this.sources = sources;
        this.tokens = tokens;
        this.list = list;
    }

    /** A token that was just made; it is shown this once. */
    record TokenJson(
            String source,
            String id,
            String token,
            @JsonProperty("expires_at") Instant expiresAt) {}

    /** A source as it is written. */
    record WantedJson(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String node,
            @Nullable String host,
            @Nullable List<String> peers,
            @Nullable String zone,
            @Nullable Boolean enabled) {}

    /** A source as it is read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SourceJson(
            String name,
            String kind,
            String node,
            String host,
            List<String> peers,
            String zone,
            boolean enabled,
            int version,
            List<StreamJson> streams) {}

    /**
     * What came of a stream. {@code received} is {@code recorded} and {@code quarantined}, always; {@code logged} is the last
     * of its numbers that the log has or declares missing.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StreamJson(
            String log,
            long received,
            long recorded,
            @JsonProperty("with_unknown") long withUnknown,
            long quarantined,
            long lost,
            long missing,
            long repeated,
            @JsonProperty("last_number") long lastNumber,
            long logged,
            @JsonProperty("last_at") @Nullable Instant lastAt) {}

    @GetMapping
    @Act("intake.read")
    Object all(Actor actor, Words words, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        return SourceText.wanted(accept)
                ? SourceText.table(
                        sources.seenBy(actor).stream().map(this::json).toList(), words)
                : ApiList.of(ListResult.whole(sources.seenBy(actor)), this::json);
    }

    @GetMapping("/{name}")
    @Act("intake.read")
    ResponseEntity<Object> one(
            Actor actor,
            @PathVariable String name,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        SourceJson source = json(sources.read(actor, name));
        return SourceText.wanted(accept) ? SourceText.one(source, words) : ResponseEntity.ok(source);
    }

    @PostMapping
    @Act("intake.edit")
    ResponseEntity<Object> register(
            Actor actor,
            @RequestBody WantedJson sent,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        SourceJson made = json(sources.register(actor, text(sent.name()), text(sent.kind()), wanted(sent)));
        return SourceText.wanted(accept)
                ? SourceText.one(made, words)
                : ResponseEntity.status(HttpStatus.CREATED).body(made);
    }

    /** Makes a token by which the source sends; whoever asks is shown it this once. */
    @PostMapping("/{name}/tokens")
    @Act("intake.edit")
    ResponseEntity<Object> token(
            Actor actor, @PathVariable String name, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        SourceTokens.Made made = tokens.make(actor, sources.forEdit(actor, name));
        return SourceText.wanted(accept)
                ? SourceText.text(List.of(made.secret()))
                : ResponseEntity.status(HttpStatus.CREATED)
                        .body(new TokenJson(name, made.id().toString(), made.secret(), made.expiresAt()));
    }

    /** Revokes a token at once. */
    @DeleteMapping("/{name}/tokens/{id}")
    @Act("intake.edit")
    ResponseEntity<Void> revoke(Actor actor, @PathVariable String name, @PathVariable UUID id) {
        if (!tokens.revoke(actor, sources.forEdit(actor, name), id)) {
            throw new NoSuch("intake.token", id.toString());
        }
        return ResponseEntity.noContent().build();
    }

    @PutMapping("/{name}")
    @Act("intake.edit")
    SourceJson change(Actor actor, @PathVariable String name, @RequestBody WantedJson sent) {
        return json(sources.change(actor, name, wanted(sent)));
    }

    @PostMapping("/{name}/undo")
    @Act("intake.edit")
    SourceJson undo(Actor actor, @PathVariable String name) {
        return json(sources.undo(actor, name));
    }

    private static Sources.Wanted wanted(WantedJson sent) {
        List<String> peers = Objects.requireNonNullElse(sent.peers(), List.of());
        return new Sources.Wanted(
                text(sent.node()),
                text(sent.host()),
                String.join(" ", peers),
                text(sent.zone()),
                sent.enabled() == null || sent.enabled());
    }

    private static String text(@Nullable String sent) {
        return sent == null ? "" : sent;
    }

    private SourceJson json(Source source) {
        Source.Setting setting = source.setting();
        return new SourceJson(
                source.name(),
                source.kind().word(),
                list.path(setting.node()),
                setting.host(),
                setting.peers(),
                setting.zone().getId(),
                setting.enabled(),
                setting.version(),
                list.proofs(source).stream().map(proof -> json(source, proof)).toList());
    }

    private static StreamJson json(Source source, SourceList.Proof proof) {
        Tally tally = proof.tally();
        return new StreamJson(
                source.logName(tally.stream()),
                tally.received(),
                tally.recorded(),
                tally.partial(),
                tally.quarantined(),
                tally.lost(),
                tally.missing(),
                tally.repeated(),
                tally.next() - 1,
                proof.logged(),
                tally.lastAt());
    }
}
