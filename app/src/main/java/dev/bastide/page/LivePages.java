package dev.bastide.page;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The stream that open pages listen to, and the counts in the left bar that they ask for when it speaks. */
@Controller
class LivePages {
    private final Live live;
    private final ObjectProvider<NavEntry> entries;

    LivePages(Live live, ObjectProvider<NavEntry> entries) {
        this.live = live;
        this.entries = entries;
    }

    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Act(Act.SELF)
    ResponseEntity<SseEmitter> live(Actor actor) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(live.open(actor.requirePerson(), actor.session()));
    }

    @GetMapping(path = "/live/counts", produces = MediaType.APPLICATION_JSON_VALUE)
    @Act(Act.SELF)
    ResponseEntity<Map<String, Integer>> counts(Actor actor) {
        Map<String, Integer> counts = new TreeMap<>();
        entries.forEach(entry -> counts.merge(entry.path(), entry.waiting().applyAsInt(actor), Integer::sum));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(counts);
    }
}
