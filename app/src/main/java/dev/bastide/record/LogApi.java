package dev.bastide.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.audit.LogStanding;
import dev.bastide.audit.LogStanding.SignedHead;
import dev.bastide.audit.PlainExport;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.ProvenLog.Plan;
import dev.bastide.audit.WitnessStanding.Cosigned;
import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The signed log for programs: how it stands, a bundle of it, and a new one where the database has lost the end. */
@RestController
@RequestMapping("/api/v1/audit")
class LogApi {
    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final String ACCEPT = "Accept";
    private static final String TAR = "application/x-tar";
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int REASON_CHARACTERS_MAX = 1_000;

    private final ProvenLog log;
    private final PlainExport plain;

    LogApi(ProvenLog log, PlainExport plain) {
        this.log = log;
        this.plain = plain;
    }

    /** The log as JSON. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LogJson(
            String role,
            @Nullable String refusal,
            @Nullable String origin,
            long size,
            @Nullable String root,
            @JsonProperty("signed_at") @Nullable String signedAt,
            @Nullable String checkpoint,
            @Nullable String key,
            @Nullable String fingerprint,
            boolean witnessed,
            @JsonProperty("witnessed_size") @Nullable Long witnessedSize,
            long waiting,
            @JsonProperty("lag_seconds") long lagSeconds,
            long unreadable,
            long segments,
            @JsonProperty("sealed_records") long sealedRecords,
            @JsonProperty("sealed_bytes") long sealedBytes,
            @JsonProperty("sealing_problem") @Nullable String sealingProblem) {}

    /** Why a new log is opened. */
    record Reopening(@Nullable String reason) {}

    @GetMapping(
            path = "/log",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Act("audit.read")
    ResponseEntity<Object> standing(Words words, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        LogStanding standing = log.standing();
        LogJson json = json(standing);
        return LogText.wanted(accept) ? LogText.standing(json, standing.check(), words) : ResponseEntity.ok(json);
    }

    private LogJson json(LogStanding standing) {
        @Nullable SignedHead head = standing.head().orElse(null);
        Optional<Cosigned> seen = log.witnesses().witnessed();
        return new LogJson(
                standing.role().name().toLowerCase(Locale.ROOT),
                standing.refusal().map(Reason::key).orElse(null),
                head == null ? null : head.origin(),
                head == null ? 0 : head.size(),
                head == null ? null : head.root(),
                head == null ? null : head.signedAt().toString(),
                head == null ? null : head.note(),
                head == null ? null : head.verifierKey(),
                head == null ? null : head.fingerprint(),
                seen.isPresent(),
                seen.map(Cosigned::size).orElse(null),
                standing.waiting(),
                standing.lag().toSeconds(),
                standing.unreadable(),
                standing.segments().count(),
                standing.segments().records(),
                standing.segments().bytes(),
                standing.segments().problem().orElse(null));
    }

    /** A bundle as a tar archive; {@code anyway=true} writes it even where a record is not what was signed. */
    @GetMapping(path = "/export", produces = MediaType.ALL_VALUE)
    @Act("audit.export")
    void export(
            Actor actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "false") boolean anyway,
            HttpServletResponse response)
            throws IOException {
        Instant first = instant("from", from, FIRST);
        Instant until = instant("to", to, LAST);
        if (log.standing().head().isEmpty()) {
            throw new NoSuch("record.log", "-");
        }
        log.askWitnesses(actor);
        Plan plan = log.plan(actor, first, until);
        if (plan instanceof Plan.Broken broken && !anyway) {
            throw new ActRefused(Reason.of(
                    "record.export.broken",
                    "A114",
                    "/record/log",
                    broken.finding().words()));
        }
        // Written by this very thread: an asynchronous answer is cut off after half a minute, and a long log takes
        // longer.
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Disposition", "attachment; filename=\"bundle.tar\"");
        response.setContentType(TAR);
        log.export(first, until, response.getOutputStream());
    }

    /** A plain Parquet file: every record that was logged within this time, readable for everybody who has it. */
    @GetMapping(path = "/export/plain", produces = MediaType.ALL_VALUE)
    @Act("audit.export")
    void plain(
            Actor actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        Instant first = instant("from", from, FIRST);
        Instant until = instant("to", to, LAST);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Disposition", "attachment; filename=\"record.parquet\"");
        response.setContentType(PARQUET);
        plain.write(actor, first, until, response.getOutputStream());
    }

    @PostMapping(
            path = "/log/reopen",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Act("audit.reopen")
    ResponseEntity<Object> reopen(
            Actor actor,
            @RequestBody Reopening body,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        String reason = body.reason() == null ? "" : body.reason().strip();
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
        if (!log.reopen(actor, reason)) {
            throw new ActRefused(Reason.of("record.log.nothing-lost", "", "/record/log"));
        }
        return standing(words, accept);
    }

    /** Ends the segment that is being written with its next tile, so that it is sealed. */
    @PostMapping(
            path = "/log/seal",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Act("audit.seal")
    ResponseEntity<Object> seal(
            Actor actor, Words words, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        if (!log.seal(actor)) {
            throw new ActRefused(Reason.of("record.log.nothing-to-seal", "", "/record/log"));
        }
        return standing(words, accept);
    }

    private static Instant instant(String name, @Nullable String text, Instant otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        return Instant.parse(RecordFilters.instant(name, text));
    }
}
