package dev.bastide.bastion;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
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
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Sessions for programs: the same decisions as the console. */
@RestController
@RequestMapping(
        path = "/api/v1/sessions",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class SessionApi {
    private static final MediaType CAST = MediaType.parseMediaType("application/x-asciicast");

    private final Sessions sessions;
    private final SessionList list;
    private final Openings openings;
    private final SessionStreams streams;

    SessionApi(Sessions sessions, SessionList list, Openings openings, SessionStreams streams) {
        this.sessions = sessions;
        this.list = list;
        this.openings = openings;
        this.streams = streams;
    }

    /** A session as JSON. */
    record Shown(
            UUID id,
            String person,
            @Nullable String machine,
            String host,
            String account,
            String kind,
            @Nullable String command,
            String state,
            @Nullable UUID permit,
            String rule,
            String source,
            Instant announced,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Integer exit,
            @Nullable String signal,
            @Nullable String why,
            @JsonProperty("ended_by") @Nullable String endedBy,
            @JsonProperty("ended_because") @Nullable String endedBecause,
            String recording,
            @Nullable String head) {}

    /** A page of sessions. */
    record Many(List<Shown> sessions, @Nullable String next, long count) {}

    /** Why a session is ended. */
    record Ending(@Nullable String reason) {}

    @GetMapping
    @Act("host.read")
    ResponseEntity<Object> list(
            Actor actor,
            ListQuery query,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ListResult<Session> found = list.page(actor, query);
        if (SessionLines.wanted(accept)) {
            return SessionLines.table(found.rows(), words);
        }
        return ResponseEntity.ok(new Many(
                found.rows().stream().map(session -> shown(actor, session)).toList(), found.next(), found.count()));
    }

    @GetMapping("/{id}")
    @Act("host.read")
    ResponseEntity<Object> one(
            Actor actor,
            @PathVariable UUID id,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return answer(actor, readable(actor, id), words, accept);
    }

    @PostMapping("/{id}/end")
    @Act(Act.SELF)
    ResponseEntity<Object> end(
            Actor actor,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Ending ending,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        Session session = readable(actor, id);
        String said = ending == null ? null : ending.reason();
        String reason = said == null ? "" : said.strip();
        if (reason.length() > Sessions.REASON_MAX) {
            throw BadInput.in(
                    "reason",
                    "page.form.too-long",
                    Integer.toString(Sessions.REASON_MAX),
                    Integer.toString(reason.length()));
        }
        sessions.end(actor, session.id(), reason.isEmpty() ? "through the API" : reason);
        return answer(actor, readable(actor, id), words, accept);
    }

    @GetMapping(path = "/{id}/recording", produces = MediaType.ALL_VALUE)
    @Act("host.read")
    ResponseEntity<StreamingResponseBody> recording(Actor actor, @PathVariable UUID id) {
        Session session = readable(actor, id);
        openings.opened(actor, session, "export");
        return ResponseEntity.ok()
                .header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"session-" + id + ".cast\"")
                .contentType(CAST)
                .body(out -> streams.cast(session, out));
    }

    private ResponseEntity<Object> answer(Actor actor, Session session, Words words, String accept) {
        return SessionLines.wanted(accept)
                ? SessionLines.one(
                        session, sessions.work(actor, session), sessions.mayReadCommand(actor, session), words)
                : ResponseEntity.ok(shown(actor, session));
    }

    private Session readable(Actor actor, UUID id) {
        return sessions.find(new SessionId(id))
                .filter(session -> sessions.mayRead(actor, session).isPermitted())
                .orElseThrow(() -> new NoSuch("bastion.session", id.toString()));
    }

    private Shown shown(Actor actor, Session session) {
        return new Shown(
                session.id().value(),
                session.personLogin(),
                session.machine(),
                session.hostPath(),
                session.account(),
                session.kind().word(),
                sessions.mayReadCommand(actor, session) ? session.command() : null,
                session.state().word(),
                session.permit() == null ? null : session.permit().value(),
                session.rule(),
                session.source(),
                session.announced(),
                session.started(),
                session.ended(),
                session.exitCode(),
                session.exitSignal(),
                session.endWhy(),
                session.endBy(),
                session.endNote(),
                session.recording().word(),
                session.headHex());
    }
}
