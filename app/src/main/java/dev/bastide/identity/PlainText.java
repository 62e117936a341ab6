package dev.bastide.identity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers for the shell: a line for each thing, tabs between its parts. */
final class PlainText {
    private PlainText() {}

    /** Whether the caller would rather have text than JSON. */
    static boolean wanted(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    static ResponseEntity<Object> answer(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(String.join("\n", lines) + "\n");
    }
}
