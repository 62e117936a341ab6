package dev.bastide.page;

import dev.bastide.authority.PersonId;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages that something has changed. Only a topic's name travels, never content: the page then asks for its
 * part again, and every rule is asked again with it. An open page hears {@code live:<topic>} on its body.
 */
@Component
public class Live {
    private final Set<Listener> listeners = new CopyOnWriteArraySet<>();

    /** One open page and who looks at it. */
    private record Listener(PersonId person, @Nullable String session, SseEmitter emitter) {}

    /** Something changed for everybody who looks, such as {@code operations}. */
    public void changed(String topic) {
        listeners.forEach(listener -> send(listener, "changed", topic));
    }

    /** Something changed for these people, such as {@code inbox}. */
    public void changed(String topic, Collection<PersonId> people) {
        listeners.stream()
                .filter(listener -> people.contains(listener.person()))
                .forEach(listener -> send(listener, "changed", topic));
    }

    /** This person's sessions have ended: open pages go to the sign-in page at once. */
    public void ended(PersonId person) {
        listeners.stream().filter(listener -> listener.person().equals(person)).forEach(listener -> {
            send(listener, "ended", "session");
            listener.emitter().complete();
        });
    }

    SseEmitter open(PersonId person, @Nullable String session) {
        SseEmitter emitter = new SseEmitter(0L);
        Listener listener = new Listener(person, session, emitter);
        emitter.onCompletion(() -> listeners.remove(listener));
        emitter.onTimeout(() -> listeners.remove(listener));
        emitter.onError(failure -> listeners.remove(listener));
        listeners.add(listener);
        send(listener, "changed", "hello");
        return emitter;
    }

    @EventListener
    void stop(ContextClosedEvent stopping) {
        listeners.forEach(listener -> listener.emitter().complete());
        listeners.clear();
    }

    private void send(Listener listener, String event, String topic) {
        try {
            listener.emitter().send(SseEmitter.event().name(event).data(topic, MediaType.TEXT_PLAIN));
        } catch (IOException | IllegalStateException gone) {
            // The page was closed; nobody is left to tell.
            listeners.remove(listener);
        }
    }
}
