package dev.bastide.bastion;

import dev.bastide.page.Words;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Sessions for the shell: a line each, tabs between the parts, the first line naming them. */
final class SessionLines {
    private SessionLines() {}

    /** Whether the caller would rather have text than JSON. */
    static boolean wanted(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    static ResponseEntity<Object> table(List<Session> sessions, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(join(Stream.of("id", "state", "person", "host", "account", "kind", "started", "ended", "exit")
                .map(name ->
                        name.equals("id") ? words.say("bastion.fact.id") : words.say("bastion.sessions." + name))));
        for (Session session : sessions) {
            lines.add(join(Stream.of(
                    session.id().toString(),
                    words.say("bastion.state." + session.state().word()),
                    session.personLogin(),
                    session.hostPath(),
                    session.account(),
                    words.say("bastion.kind." + session.kind().word()),
                    at(session.announced()),
                    at(session.ended()),
                    or(SessionList.exit(session)))));
        }
        return text(lines);
    }

    static ResponseEntity<Object> one(Session session, Optional<Work> work, boolean command, Words words) {
        List<String> lines = new ArrayList<>();
        fact(lines, words, "id", session.id().toString());
        work.ifPresent(found -> fact(lines, words, "operation", found.name()));
        fact(lines, words, "person", session.personName() + " (" + session.personLogin() + ")");
        fact(lines, words, "host", session.hostPath());
        fact(lines, words, "account", session.account());
        fact(lines, words, "kind", words.say("bastion.kind." + session.kind().word()));
        if (command && !session.command().isEmpty()) {
            fact(lines, words, "command", session.command());
        }
        fact(lines, words, "source", session.source());
        fact(lines, words, "started", at(session.announced()));
        fact(lines, words, "ended", at(session.ended()));
        fact(lines, words, "exit", or(SessionList.exit(session)));
        fact(lines, words, "rule", session.rule());
        if (session.endWhy() != null) {
            fact(lines, words, "why", SessionView.why(session, words));
        }
        fact(
                lines,
                words,
                "recording",
                words.say("bastion.recording." + session.recording().word()));
        fact(lines, words, "head", or(session.headHex() == null ? "" : session.headHex()));
        return text(lines);
    }

    private static void fact(List<String> lines, Words words, String name, String value) {
        lines.add(join(Stream.of(words.say("bastion.fact." + name), value)));
    }

    private static String at(@Nullable Instant instant) {
        return instant == null ? "-" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String or(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** What people wrote has no say in where a line or a column ends. */
    private static String join(Stream<String> parts) {
        return String.join(
                "\t", parts.map(part -> part.replaceAll("\\p{Cntrl}", " ")).toList());
    }

    private static ResponseEntity<Object> text(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(String.join("\n", lines) + "\n");
    }
}
