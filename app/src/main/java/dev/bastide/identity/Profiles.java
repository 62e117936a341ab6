package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.Reader;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How a person likes to read and be reached: language, zone, quiet hours. */
@Service
class Profiles implements Reader.Source {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final People people;
    private final AuditLog audit;

    Profiles(JdbcClient jdbc, Clock clock, People people, AuditLog audit) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.people = people;
        this.audit = audit;
    }

    /** What a person may set for himself; quiet hours are both there or both empty. */
    record Settings(String locale, String zone, String quietFrom, String quietTo) {
        Settings {
            if (!List.of("en", "zh").contains(locale)) {
                throw BadInput.in("locale", "identity.bad.locale");
            }
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw BadInput.in("zone", "identity.bad.zone");
            }
            if (quietFrom.isEmpty() != quietTo.isEmpty()) {
                throw BadInput.in("quiet-to", "identity.bad.quiet");
            }
            time(quietFrom, "quiet-from");
            time(quietTo, "quiet-to");
        }

        private static @Nullable LocalTime time(String text, String field) {
            try {
                return text.isEmpty() ? null : LocalTime.parse(text);
            } catch (DateTimeException e) {
                throw BadInput.in(field, "identity.bad.quiet");
            }
        }
    }

    @Override
    public Optional<Reader> readerOf(Actor actor) {
        return Optional.ofNullable(actor.person())
                .flatMap(people::find)
                .map(person -> new Reader(person.locale(), person.zone()));
    }

    /** The person's settings. */
    Settings of(PersonId person) {
        return jdbc.sql("""
                        select locale, zone, coalesce(to_char(quiet_from, 'HH24:MI'), '') as quiet_from,
                            coalesce(to_char(quiet_to, 'HH24:MI'), '') as quiet_to
                        from identity.person where id = ?
                        """)
                .param(person.value())
                .query((row, number) -> new Settings(
                        row.getString("locale"),
                        row.getString("zone"),
                        row.getString("quiet_from"),
                        row.getString("quiet_to")))
                .single();
    }

    /** Changes the actor's own settings. */
    @Transactional
    public void change(Actor actor, Settings wanted) {
        PersonId person = actor.requirePerson();
        jdbc.sql("""
                        update identity.person set locale = :locale, zone = :zone,
                            quiet_from = cast(nullif(:from, '') as time), quiet_to = cast(nullif(:to, '') as time)
                        where id = :id
                        """)
                .param("locale", wanted.locale())
                .param("zone", wanted.zone())
                .param("from", wanted.quietFrom())
                .param("to", wanted.quietTo())
                .param("id", person.value())
                .update();
        audit.append(
                AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, "person.settings", "own settings", Result.DONE)
                        .object("person", person));
    }
}
