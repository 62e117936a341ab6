package dev.bastide.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.audit.LogStanding.Hold;
import dev.bastide.audit.ProvenLog;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
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

/** Holds on parts of the record that may be wanted in court: what is held is not dropped. */
@RestController
@RequestMapping(
        path = "/api/v1/audit/holds",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class HoldApi {
    private static final String ACCEPT = "Accept";
    private static final int REASON_CHARACTERS_MAX = 1_000;

    private final ProvenLog log;

    HoldApi(ProvenLog log) {
        this.log = log;
    }

    /** A hold as JSON. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HoldJson(
            long id,
            int log,
            long from,
            @Nullable Long to,
            String reason,
            @JsonProperty("held_at") String heldAt) {
        static HoldJson of(Hold hold) {
            return new HoldJson(
                    hold.id(),
                    hold.log(),
                    hold.first(),
                    hold.past().orElse(null),
                    hold.reason(),
                    hold.heldAt().toString());
        }
    }

    /** What shall be held, and why. */
    record Holding(
            @Nullable String from,
            @Nullable String to,
            @Nullable String reason) {}

    /** Why a hold ends. */
    record Releasing(@Nullable String reason) {}

    /** All holds that were not released. */
    record HoldsJson(List<HoldJson> items) {
        HoldsJson {
            items = List.copyOf(items);
        }
    }

    @GetMapping
    @Act("audit.read")
    ResponseEntity<Object> holds(Words words, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        return LogText.wanted(accept)
                ? LogText.holds(log.holds(), words)
                : ResponseEntity.ok(
                        new HoldsJson(log.holds().stream().map(HoldJson::of).toList()));
    }

    @PostMapping
    @Act("audit.reopen")
    ResponseEntity<Object> hold(
            Actor actor,
            @RequestBody Holding body,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        Instant from = instant("from", body.from());
        Instant until = instant("to", body.to());
        if (log.hold(actor, from, until, reason(body.reason())) == 0) {
            throw new NoSuch("record.hold", from + " – " + until);
        }
        return holds(words, accept);
    }

    @PostMapping("/{id}/release")
    @Act("audit.reopen")
    ResponseEntity<Object> release(
            Actor actor,
            @PathVariable long id,
            @RequestBody Releasing body,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        if (!log.release(actor, id, reason(body.reason()))) {
            throw new NoSuch("record.hold", Long.toString(id));
        }
        return holds(words, accept);
    }

    private static String reason(@Nullable String text) {
        String reason = text == null ? "" : text.strip();
        if (reason.isEmpty()) {
            throw BadInput.in("reason", "page.form.required");
        }
        if (reason.length() > REASON_CHARACTERS_MAX) {
            throw BadInput.in(
                    "reason",
                    "page.form.too-long",
                    Integer.toString(REASON_CHARACTERS_MAX),
                    Integer.toString(reason.length()));
        }
        return reason;
    }

    private static Instant instant(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw BadInput.in(name, "page.form.required");
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw BadInput.in(name, RecordFilters.TIME, name);
        }
    }
}
