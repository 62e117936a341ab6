package dev.bastide.intake;

import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Sources as lines for the shell, parted by tabs. */
final class SourceText {
    private SourceText() {}

    /** Whether whoever asks reads lines rather than JSON. */
    static boolean wanted(String accept) {
        return accept.contains(MediaType.TEXT_PLAIN_VALUE);
    }

    static ResponseEntity<Object> table(List<SourceApi.SourceJson> sources, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(
                "\t",
                words.say("intake.field.name"),
                words.say("intake.field.kind"),
                words.say("intake.field.node"),
                words.say("intake.sources.received"),
                words.say("intake.sources.quarantined")));
        for (SourceApi.SourceJson source : sources) {
            lines.add(String.join(
                    "\t",
                    source.name(),
                    source.kind(),
                    source.node(),
                    Long.toString(sum(source, true)),
                    Long.toString(sum(source, false))));
        }
        return text(lines);
    }

    private static long sum(SourceApi.SourceJson source, boolean received) {
        return source.streams().stream()
                .mapToLong(stream -> received ? stream.received() : stream.quarantined())
                .sum();
    }

    static ResponseEntity<Object> one(SourceApi.SourceJson source, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(words.say("intake.field.name") + "\t" + source.name());
        lines.add(words.say("intake.field.kind") + "\t" + source.kind());
        lines.add(words.say("intake.field.node") + "\t" + source.node());
        if (!source.host().isEmpty()) {
            lines.add(words.say("intake.field.host") + "\t" + source.host());
        }
        if (!source.peers().isEmpty()) {
            lines.add(words.say("intake.field.peers") + "\t" + String.join(" ", source.peers()));
        }
        for (SourceApi.StreamJson stream : source.streams()) {
            lines.add(stream.log() + "\t"
                    + String.join(
                            ", ",
                            words.say("intake.sources.received") + " " + stream.received(),
                            words.say("intake.sources.recorded") + " " + stream.recorded(),
                            words.say("intake.sources.quarantined") + " " + stream.quarantined(),
                            words.say("intake.fact.missing") + " " + stream.missing()));
        }
        return text(lines);
    }

    static ResponseEntity<Object> text(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                .body(String.join("\n", lines) + "\n");
    }
}
