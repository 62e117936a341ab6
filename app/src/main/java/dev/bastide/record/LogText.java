package dev.bastide.record;

import dev.bastide.audit.LogStanding;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** How the log stands and what is held, as lines for the shell: names and values, parted by tabs. */
final class LogText {
    private LogText() {}

    /** Whether whoever asks reads lines rather than JSON. */
    static boolean wanted(String accept) {
        return accept.contains(MediaType.TEXT_PLAIN_VALUE);
    }

    static ResponseEntity<Object> standing(LogApi.LogJson log, Optional<LogStanding.Check> check, Words words) {
        List<String> lines = new ArrayList<>();
        fact(lines, words.say("record.log"), words.say("record.log.role." + log.role()));
        fact(lines, words.say("record.log.origin"), log.origin());
        fact(lines, words.say("record.log.size"), Long.toString(log.size()));
        fact(lines, words.say("record.log.signed"), log.signedAt());
        fact(lines, words.say("record.log.root"), log.root());
        fact(lines, words.say("record.log.fingerprint"), log.fingerprint());
        fact(lines, words.say("record.log.key"), log.key());
        fact(
                lines,
                words.say("record.witness"),
                words.say(log.witnessed() ? "record.log.witnessed" : "record.log.unwitnessed"));
        fact(lines, words.say("record.log.waiting"), Long.toString(log.waiting()));
        fact(lines, words.say("record.log.lag"), words.say("record.log.seconds", Long.toString(log.lagSeconds())));
        fact(lines, words.say("record.log.unreadable"), Long.toString(log.unreadable()));
        fact(lines, words.say("record.log.segments"), Long.toString(log.segments()));
        fact(lines, words.say("record.log.sealed"), Long.toString(log.sealedRecords()));
        fact(lines, words.say("record.log.unsealed"), log.sealingProblem());
        check.ifPresent(last -> {
            fact(lines, words.say("record.log.checked"), last.checkedAt().toString());
            fact(
                    lines,
                    words.say("record.log.found"),
                    last.finding().map(LogStanding.Finding::words).orElseGet(() -> words.say("record.log.agrees")));
        });
        return text(lines);
    }

    static ResponseEntity<Object> holds(List<LogStanding.Hold> holds, Words words) {
        if (holds.isEmpty()) {
            return text(List.of(words.say("record.holds.none")));
        }
        return text(holds.stream()
                .map(hold -> String.format(
                        Locale.ROOT,
                        "%d\t%d/%d%s\t%s\t%s",
                        hold.id(),
                        hold.log(),
                        hold.first(),
                        hold.past().map(past -> "-" + (past - 1)).orElse(""),
                        hold.heldAt(),
                        hold.reason().replaceAll("\\s+", " ")))
                .toList());
    }

    private static void fact(List<String> lines, String name, @Nullable String value) {
        if (value != null) {
            lines.add(name + "\t" + value);
        }
    }

    private static ResponseEntity<Object> text(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                .body(String.join("\n", lines) + "\n");
    }
}
