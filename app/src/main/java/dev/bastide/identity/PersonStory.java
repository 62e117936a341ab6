package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a person's page tells: the duties in order, and the facts beside them. */
@Component
class PersonStory {
    private final JdbcClient jdbc;
    private final People people;
    private final Duties duties;
    private final Deputies deputies;

    PersonStory(JdbcClient jdbc, People people, Duties duties, Deputies deputies) {
        this.jdbc = jdbc;
        this.people = people;
        this.duties = duties;
        this.deputies = deputies;
    }

    ObjectHead head(Person person) {
        Chip state;
        if (!person.active()) {
            state = Chip.of(Tone.UNKNOWN, "identity.state.disabled");
        } else if (person.machine()) {
            state = Chip.of(Tone.HOLDS, "identity.state.machine");
        } else if (deputies.onLeave(person.id())) {
            state = Chip.of(Tone.PROGRESS, "identity.state.leave");
        } else {
            state = person.secondFactor()
                    ? Chip.of(Tone.HOLDS, "identity.state.active")
                    : Chip.of(Tone.DUE, "identity.state.no-factor");
        }
        return ObjectHead.of("identity.person", person.name()).state(state);
    }

    /** Every duty with who gave and who ended it, the newest first. */
    List<StoryEntry> of(PersonId person) {
        List<StoryEntry> story = new ArrayList<>();
        jdbc.sql("""
                        select a.duty, a.started_at, a.ended_at, coalesce(m.name, a.made_as, 'Bastide') as made_by,
                            coalesce(e.name, 'Bastide') as ended_by
                        from identity.duty_assignment a
                        left join identity.person m on m.id = a.made_by
                        left join identity.person e on e.id = a.ended_by
                        where a.person = ?
                        """).param(person.value()).query(row -> {
            String duty = row.getString("duty");
            story.add(entry(
                    row.getTimestamp("started_at").toInstant(),
                    row.getString("made_by"),
                    "identity.story.started",
                    duty));
            @Nullable Timestamp ended = row.getTimestamp("ended_at");
            if (ended != null) {
                story.add(entry(ended.toInstant(), row.getString("ended_by"), "identity.story.ended", duty));
            }
        });
        story.sort(Comparator.comparing(StoryEntry::at).reversed());
        return story;
    }

    List<Fact> facts(Person person) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("identity.login", Cell.code(String.join(" ", people.logins(person.id())))));
        facts.add(Fact.text("identity.email", person.email()));
        facts.add(Fact.text("identity.team", person.teamName()));
        facts.add(new Fact(
                "identity.duty",
                duties.current(person.id())
                        .map(duty -> Cell.said("identity.duty." + duty.duty()))
                        .orElse(Cell.text(""))));
        if (person.owner() != null) {
            Person owner = people.require(person.owner());
            facts.add(new Fact("identity.owner", Cell.link(owner.name(), "/people/" + owner.id())));
        } else {
            facts.add(new Fact(
                    "identity.deputy",
                    deputies.of(person.id())
                            .map(people::require)
                            .map(deputy -> Cell.link(deputy.name(), "/people/" + deputy.id()))
                            .orElse(Cell.text(""))));
        }
        return facts;
    }

    private static StoryEntry entry(Instant at, String who, String key, String duty) {
        return new StoryEntry(at, "user", Tone.UNKNOWN, who, key, List.of(duty), "", "");
    }
}
