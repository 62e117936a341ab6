package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Words;
import dev.bastide.ticket.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Alarms in words: for the shell a line each, and what both the pages and the shell say of one. */
@Component
class AlarmLines {
    private final People people;
    private final AlarmTickets tickets;
    private final Places places;

    AlarmLines(People people, AlarmTickets tickets, Places places) {
        this.people = people;
        this.tickets = tickets;
        this.places = places;
    }

    /** Whether the caller would rather have text than JSON. */
    static boolean wanted(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    /** Who has it, or who was told last. */
    String who(Standing standing) {
        if (standing.acknowledgement() != null) {
            return name(standing.acknowledgement().person());
        }
        Telling last = standing.last();
        return last == null ? "" : last.people().stream().map(this::name).collect(Collectors.joining(", "));
    }

    String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    ResponseEntity<Object> table(List<Standing> rows, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(Stream.of("name", "level", "state", "node", "what", "who", "raised", "next")
                .map(column -> words.say("alarm.alarms." + column))
                .collect(Collectors.joining("\t")));
        for (Standing row : rows) {
            Alarm alarm = row.alarm();
            lines.add(Stream.of(
                            alarm.name(),
                            words.say(alarm.level().key()),
                            words.say("alarm.state." + row.state()),
                            places.path(alarm.node()),
                            words.why(alarm.reason()) + (row.times() > 1 ? " (" + row.times() + "x)" : ""),
                            who(row),
                            at(alarm.raisedAt()),
                            at(row.nextAt()))
                    .map(cell -> cell.isEmpty() ? "-" : cell.replace('\t', ' ').replace('\n', ' '))
                    .collect(Collectors.joining("\t")));
        }
        return text(lines);
    }

    ResponseEntity<Object> one(Standing standing, Words words) {
        Alarm alarm = standing.alarm();
        List<String> lines = new ArrayList<>();
        lines.add(alarm.name() + ": " + words.why(alarm.reason()));
        fact(lines, words.say("alarm.alarms.state"), words.say("alarm.state." + standing.state()));
        fact(lines, words.say("alarm.alarms.level"), words.say(alarm.level().key()));
        fact(lines, words.say("alarm.alarms.node"), places.path(alarm.node()));
        fact(lines, words.say("alarm.fact.kind"), words.say(alarm.kind()));
        fact(lines, words.say("alarm.fact.object"), alarm.object());
        fact(lines, words.say("alarm.alarms.who"), who(standing));
        fact(lines, words.say("alarm.alarms.raised"), at(alarm.raisedAt()));
        fact(lines, words.say("alarm.alarms.times"), Long.toString(standing.times()));
        fact(lines, words.say("alarm.alarms.next"), at(standing.nextAt()));
        fact(lines, words.say("alarm.fact.ticket"), ticket(alarm));
        for (Telling told : standing.tellings()) {
            lines.add(
                    at(told.at()) + "  " + words.say("alarm.rung." + told.rung().word()) + ": "
                            + told.people().stream().map(this::name).collect(Collectors.joining(", ")));
        }
        if (standing.resolution() != null) {
            Resolution end = standing.resolution();
            lines.add(at(end.at()) + "  " + words.say("alarm.cause." + end.cause()) + ": " + told(end, words));
        }
        return text(lines);
    }

    /** How it ended, in words: a source says it by a key. */
    static String told(Resolution end, Words words) {
        return end.person() == null && words.has(end.told()) ? words.say(end.told()) : end.told();
    }

    /** The name of its ticket, empty while it is owed. */
    String ticket(Alarm alarm) {
        return tickets.of(alarm.id()).map(Ticket::name).orElse("");
    }

    private static void fact(List<String> lines, String label, String value) {
        lines.add(label + "  " + (value.isEmpty() ? "-" : value));
    }

    private static String at(@Nullable Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ResponseEntity<Object> text(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(String.join("\n", lines) + "\n");
    }
}
