package dev.bastide.page;

import dev.bastide.authority.Act;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final ObjectProvider<HealthPart> parts;

    HealthPages(ObjectProvider<HealthPart> parts) {
        this.parts = parts;
    }

    @GetMapping(path = "/healthz", produces = MediaType.APPLICATION_JSON_VALUE)
    @Act(Act.OPEN)
    ResponseEntity<Map<String, Object>> health() {
        Map<String, String> failing = new LinkedHashMap<>();
        for (HealthPart part : parts.orderedStream().toList()) {
            failing(part).ifPresent(why -> failing.put(part.name(), why));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", failing.isEmpty() ? "up" : "down");
        if (!failing.isEmpty()) {
            body.put("failing", List.copyOf(failing.keySet()));
            body.put("why", failing);
        }
        return ResponseEntity.status(failing.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }

    /** A part that cannot even answer fails. */
    private static Optional<String> failing(HealthPart part) {
        try {
            return part.failing();
        } catch (RuntimeException broken) {
            return Optional.of(broken.getClass().getSimpleName());
        }
    }
}
