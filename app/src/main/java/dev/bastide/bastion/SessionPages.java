package dev.bastide.bastion;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Sessions in the console: the list, one session, its replay and the view of a live one. */
@Controller
class SessionPages {
    private final Sessions sessions;
    private final SessionList list;
    private final Openings openings;
    private final SessionStreams streams;

    SessionPages(Sessions sessions, SessionList list, Openings openings, SessionStreams streams) {
        this.sessions = sessions;
        this.list = list;
        this.openings = openings;
        this.streams = streams;
    }

    @Bean
    static NavEntry sessionsEntry() {
        return NavEntry.of(NavGroup.OPERATE, "bastion.sessions", "terminal-2", "/sessions", "host.read", 20)
                .letter("s");
    }

    @GetMapping("/sessions")
    @Act("host.read")
    ModelAndView list(Actor actor, ListQuery query) {
        return SessionList.LISTING.page(query, list.page(actor, query));
    }

    @GetMapping("/sessions/{id}")
    @Act("host.read")
    ModelAndView view(Actor actor, @PathVariable UUID id) {
        return page(actor, readable(actor, id), Form.blank());
    }

    @PostMapping("/sessions/{id}/end")
    @Act(Act.SELF)
    Object end(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        String reason = form.required("reason", Sessions.REASON_MAX);
        if (!form.ok()) {
            ModelAndView again = page(actor, readable(actor, id), form);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        sessions.end(actor, new SessionId(id), reason);
        Flash.done(redirect, "bastion.session.ending");
        return "redirect:/sessions/" + id;
    }

    private ModelAndView page(Actor actor, Session session, Form form) {
        return new ModelAndView("bastion/view")
                .addObject("view", view(actor, session))
                .addObject("form", form);
    }

    private SessionView view(Actor actor, Session session) {
        return new SessionView(
                session,
                sessions.work(actor, session).orElse(null),
                sessions.mayReadCommand(actor, session),
                openings.mayOpen(actor, session),
                sessions.mayWatch(actor, session).isPermitted(),
                sessions.mayEnd(actor, session));
    }

    // The gate asks only for the sight of hosts: whoever started a run may see it. The service asks for the rest.

    @GetMapping("/sessions/{id}/replay")
    @Act("host.read")
    ModelAndView replay(Actor actor, @PathVariable UUID id) {
        Session session = readable(actor, id);
        if (!openings.mayOpen(actor, session)) {
            throw new NoSuch("bastion.recording", id.toString());
        }
        return new ModelAndView("bastion/replay").addObject("view", view(actor, session));
    }

    /** The content for the player; asking for it is opening the recording. */
    @GetMapping(path = "/sessions/{id}/events", produces = "application/x-ndjson")
    @Act("host.read")
    ResponseEntity<StreamingResponseBody> events(Actor actor, @PathVariable UUID id) {
        Session session = readable(actor, id);
        openings.opened(actor, session, "replay");
        return ResponseEntity.ok()
                .header("Cache-Control", "no-store")
                .contentType(MediaType.APPLICATION_NDJSON)
                .body(out -> streams.feed(session, out));
    }

    @GetMapping("/sessions/{id}/watch")
    @Act("host.read")
    Object watch(Actor actor, @PathVariable UUID id) {
        Session session = readable(actor, id);
        sessions.mayWatch(actor, session).orThrow();
        if (!session.live()) {
            return "redirect:/sessions/" + id;
        }
        return new ModelAndView("bastion/watch")
                .addObject("session", session)
                .addObject("work", sessions.work(actor, session).orElse(null))
                .addObject("form", Form.blank())
                .addObject("mayEnd", sessions.mayEnd(actor, session))
                .addObject("mayOpen", openings.mayOpen(actor, session));
    }

    @GetMapping(path = "/sessions/{id}/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Act("host.read")
    SseEmitter live(Actor actor, @PathVariable UUID id, Words words) {
        Session session = readable(actor, id);
        return openings.watch(actor, session)
                .map(spectator -> streams.live(actor, session, spectator, words))
                .orElseGet(() -> streams.over(session, words));
    }

    private Session readable(Actor actor, UUID id) {
        return sessions.find(new SessionId(id))
                .filter(session -> sessions.mayRead(actor, session).isPermitted())
                .orElseThrow(() -> new NoSuch("bastion.session", id.toString()));
    }
}
