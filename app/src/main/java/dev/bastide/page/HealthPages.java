package dev.bastide.page;

import dev.bastide.authority.Act;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the program can do its work, for monitors: 200 only when every part can, else 503 naming the failing ones. */
@RestController
class HealthPages {
    /** A monitor waits some seconds at most: a part that needs longer to answer is down. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ObjectProvider<HealthPart> parts;
    private final Map<String, CompletableFuture<Optional<String>>> asked = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    HealthPages(ObjectProvider<HealthPart> parts) {
        this.parts = parts;
    }

    @GetMapping(path = "/healthz", produces = MediaType.APPLICATION_JSON_VALUE)
    @Act(Act.OPEN)
    ResponseEntity<Map<String, Object>> health() {
        Map<String, CompletableFuture<Optional<String>>> answers = new LinkedHashMap<>();
        parts.orderedStream().forEach(part -> answers.put(part.name(), ask(part)));
        long until = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> failing = new LinkedHashMap<>();
        answers.forEach((name, answer) -> failing(answer, until).ifPresent(why -> failing.put(name, why)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", failing.isEmpty() ? "up" : "down");
        if (!failing.isEmpty()) {
            body.put("failing", List.copyOf(failing.keySet()));
            body.put("why", failing);
        }
        Map<String, String> warnings = new LinkedHashMap<>();
        parts.orderedStream().forEach(part -> part.warning().ifPresent(words -> warnings.put(part.name(), words)));
        if (!warnings.isEmpty()) {
            body.put("warning", warnings);
        }
        return ResponseEntity.status(failing.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }

    /** Asks a part that is not being asked already, so that a part which hangs is waited for by one thread only. */
    private CompletableFuture<Optional<String>> ask(HealthPart part) {
        return asked.compute(part.name(), (name, before) -> {
            boolean hangs = before != null && !before.isDone();
            return hangs ? before : CompletableFuture.supplyAsync(part::failing, threads);
        });
    }

    /** A part that cannot even answer fails. */
    private static Optional<String> failing(CompletableFuture<Optional<String>> answer, long until) {
        try {
            return answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            return Optional.of("it does not answer");
        } catch (ExecutionException e) {
            return Optional.of("it could not be asked");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("asking was interrupted");
        }
    }
}
