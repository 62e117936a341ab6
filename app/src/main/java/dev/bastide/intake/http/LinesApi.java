package dev.bastide.intake.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.audit.SourceLog;
import dev.bastide.authority.Act;
import dev.bastide.intake.Intake;
import dev.bastide.intake.Intake.NumbersTaken;
import dev.bastide.intake.Intake.Taken;
import dev.bastide.intake.Intake.TooFarAhead;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.engine.Foreign;
import dev.bastide.intake.engine.JsonLine;
import dev.bastide.page.Problem;
import dev.bastide.page.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * JSON lines: one object a line. The answer says what became of each; it is given after the commit, so what was not
 * answered is sent again. With a number of the first line it may be sent again safely.
 */
@RestController
class LinesApi {
    /** The number of the first line, as the sender counts from 1. */
    static final String SEQUENCE = "Bastide-Sequence";

    static final int LINES_MAX = 10_000;
    private static final int PROBLEMS_SHOWN = 100;

    private final Sender sender;
    private final Intake intake;

    LinesApi(Sender sender, Intake intake) {
        this.sender = sender;
        this.intake = intake;
    }

    /** What became of a batch. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TakenJson(
            String source,
            int received,
            int recorded,
            @JsonProperty("with_unknown") int withUnknown,
            int quarantined,
            boolean repeated,
            @Nullable Long next,
            List<LineJson> problems) {}

    /** Why a line is held. */
    record LineJson(int line, String why) {}

    @PostMapping("/api/v1/intake/{source}")
    @Act(Act.OPEN)
    ResponseEntity<Object> take(
            @PathVariable String source,
            @RequestHeader(name = SEQUENCE, defaultValue = "") String sequence,
            HttpServletRequest request,
            Words words) {
        Optional<Source> found = sender.of(request, SourceKind.HTTP);
        if (found.isEmpty()) {
            return problem(words, HttpStatus.UNAUTHORIZED, "intake.http.no-token", 3);
        }
        if (!found.get().name().equals(source)) {
            sender.refuse(request, SourceKind.HTTP, "the token of another source");
            return problem(words, HttpStatus.UNAUTHORIZED, "intake.http.no-token", 3);
        }
        if (!sequence.isEmpty() && !sequence.matches("[1-9]\\d{0,17}")) {
            return problem(words, HttpStatus.BAD_REQUEST, "intake.http.bad-sequence", 2);
        }
        Source sending = found.get();
        try {
            return sender.read(request, sending, body -> taken(sending, sequence, lines(body), words));
        } catch (DataAccessException | TransactionException e) {
            return later();
        } catch (Body.Refused e) {
            if (e.isLater()) {
                return later();
            }
            sender.refuse(request, SourceKind.HTTP, "a body that cannot be taken (" + e.key() + ")");
            return e.isGone()
                    ? ResponseEntity.badRequest().build()
                    : problem(words, HttpStatus.valueOf(e.status()), e.key(), 2);
        }
    }

    /** Nothing was taken, and it may be sent again. */
    private static ResponseEntity<Object> later() {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .build();
    }

    private ResponseEntity<Object> taken(Source source, String sequence, List<byte[]> lines, Words words) {
        if (lines.isEmpty()) {
            return ResponseEntity.ok(new TakenJson(source.name(), 0, 0, 0, 0, false, null, List.of()));
        }
        List<Foreign> read = lines.stream().map(JsonLine::read).toList();
        try {
            @Nullable Long first = sequence.isEmpty() ? null : Long.valueOf(sequence);
            Taken taken = first == null ? intake.take(source, read, 0) : intake.takeNumbered(source, first, read);
            return ResponseEntity.ok(json(source, taken, first == null ? null : first + read.size()));
        } catch (TooFarAhead e) {
            return problem(words, HttpStatus.BAD_REQUEST, "intake.http.leap", 2, Long.toString(e.next()));
        } catch (NumbersTaken e) {
            return problem(words, HttpStatus.CONFLICT, "intake.http.numbers-taken", 3, Long.toString(e.next()));
        }
    }

    private static TakenJson json(Source source, Taken taken, @Nullable Long next) {
        return new TakenJson(
                source.name(),
                taken.recorded() + taken.quarantined(),
                taken.recorded(),
                taken.partial(),
                taken.quarantined(),
                taken.repeated(),
                next,
                taken.problems().stream()
                        .limit(PROBLEMS_SHOWN)
                        .map(problem -> new LineJson(problem.line(), problem.why()))
                        .toList());
    }

    /** The lines that are not empty; the last one needs no end. */
    static List<byte[]> lines(byte[] body) throws Body.Refused {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '\n') {
                int end = at > start && body[at - 1] == '\r' ? at - 1 : at;
                if (end - start > SourceLog.HELD_BYTES_MAX) {
                    throw new Body.Refused(413, "intake.http.long-line");
                }
                if (end > start) {
                    lines.add(Arrays.copyOfRange(body, start, end));
                }
                start = at + 1;
            }
        }
        if (lines.size() > LINES_MAX) {
            throw new Body.Refused(413, "intake.http.many-lines");
        }
        return lines;
    }

    private static ResponseEntity<Object> problem(
            Words words, HttpStatus status, String key, int exit, String... args) {
        Problem problem = new Problem(
                "intake/" + key,
                words.say("intake.http.refused"),
                status.value(),
                words.say(key, (Object[]) args),
                words.say(key + ".remedy", (Object[]) args),
                "",
                "A114",
                "",
                exit);
        return ResponseEntity.status(status)
                .contentType(MediaType.valueOf(Problem.MEDIA_TYPE))
                .header(Problem.EXIT_HEADER, Integer.toString(exit))
                .body(problem);
    }
}
