package dev.bastide.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The record for programs: {@code ./bastide audit search … --json}. The parameters are the filters of
 * {@link dev.bastide.audit.AuditQuery#NAMES}, and {@code limit}, {@code after} and {@code order}: {@code newest} first, or {@code oldest}.
 */
@RestController
@RequestMapping("/api/v1/audit")
class RecordApi {
    /** How many records a search could not open, where there are any; {@code ./bastide} ends with 4 then. */
    private static final String UNREADABLE_HEADER = "X-Bastide-Unreadable";

    /** Where a search goes on that stopped before it had looked at everything. */
    private static final String NEXT_HEADER = "X-Bastide-Next";

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final List<String> PLACE = List.of("order", "limit", "after");

    private final Readings readings;
    private final RecordFilters filters;

    RecordApi(Readings readings, RecordFilters filters) {
        this.readings = readings;
        this.filters = filters;
    }

    /** A record as JSON: the ten fields by name, then what locates it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RecordJson(
            String id,
            String tag,
            String time,
            String operation,
            @JsonProperty("user_id") String userId,
            @JsonProperty("user_name") String userName,
            @JsonProperty("user_group") String userGroup,
            @JsonProperty("ip_address") String ipAddress,
            String method,
            String content,
            String result,
            @JsonProperty("object_id") @Nullable String objectId,
            @JsonProperty("session_id") @Nullable String sessionId,
            @Nullable Long offset,
            @JsonProperty("change_id") @Nullable String changeId,
            @JsonProperty("received_at") String receivedAt) {

        static RecordJson of(StoredRecord stored) {
            AuditRecord entry = stored.entry();
            return new RecordJson(
                    stored.id().toString(),
                    word(entry.tag()),
                    entry.time().toString(),
                    entry.operation(),
                    entry.userId(),
                    entry.userName(),
                    entry.userGroup(),
                    entry.ipAddress(),
                    word(entry.method()),
                    entry.content(),
                    word(entry.result()),
                    entry.objectId(),
                    entry.sessionId(),
                    entry.offset(),
                    entry.changeId(),
                    stored.receivedAt().toString());
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What a search found, how far it looked, and where to go on. */
    record FindingsJson(
            List<RecordJson> items,
            long scanned,
            long unreadable,
            @Nullable String next,
            boolean bounded,
            @Nullable String reached) {
        FindingsJson {
            items = List.copyOf(items);
        }
    }

    @GetMapping
    @Act("audit.read")
    FindingsJson search(Actor actor, @RequestParam Map<String, String> parameters, HttpServletResponse response) {
        AuditFindings found = find(actor, parameters, response);
        return new FindingsJson(
                found.records().stream().map(RecordJson::of).toList(),
                found.scanned(),
                found.unreadable(),
                found.next() == null ? null : Long.toString(found.next()),
                found.bounded(),
                found.reached() == null ? null : found.reached().toString());
    }

    @GetMapping(produces = MediaType.TEXT_PLAIN_VALUE)
    @Act("audit.read")
    String searchAsText(Actor actor, @RequestParam Map<String, String> parameters, HttpServletResponse response) {
        AuditFindings found = find(actor, parameters, response);
        StringBuilder text = new StringBuilder();
        for (StoredRecord stored : found.records()) {
            AuditRecord entry = stored.entry();
            text.append(String.join(
                            "  ",
                            entry.time().toString(),
                            RecordJson.word(entry.result()),
                            entry.operation(),
                            entry.userId(),
                            RecordWords.address(entry.ipAddress()),
                            entry.content().replaceAll("\\p{Cntrl}+", " ")))
                    .append('\n');
        }
        if (found.bounded()) {
            text.append("Looked as far as ")
                    .append(found.reached())
                    .append("; go on with --after ")
                    .append(found.next())
                    .append('\n');
        }
        return text.toString();
    }

    @GetMapping("/{id}")
    @Act("audit.read")
    RecordJson open(Actor actor, @PathVariable UUID id) {
        return RecordJson.of(readings.open(actor, id));
    }

    private AuditFindings find(Actor actor, Map<String, String> parameters, HttpServletResponse response) {
        AuditFindings found = readings.search(
                actor,
                filters.read(parameters, PLACE),
                RecordFilters.order(parameters.get("order")),
                RecordFilters.position(parameters.get("after")),
                limit(parameters.get("limit")));
        if (found.unreadable() > 0) {
            response.setHeader(UNREADABLE_HEADER, Long.toString(found.unreadable()));
        }
        if (found.bounded() && found.next() != null) {
            response.setHeader(NEXT_HEADER, Long.toString(found.next()));
        }
        return found;
    }

    private static int limit(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return LIMIT_DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw BadInput.in("limit", "page.form.number", "1", Integer.toString(LIMIT_MAX));
        }
        throw BadInput.in("limit", "page.form.number", "1", Integer.toString(LIMIT_MAX));
    }
}
