package dev.bastide.identity.scim;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads humans as a directory sees them, and keeps what it says. Machines, and whom it deleted, are not among them. */
@Component
class Entries {
    private static final String SELECT = """
            select p.id, l.name as login, p.name, p.email, p.created_at, p.disabled_at, e.person is not null as heard,
                e.external_id, e.given_name, e.family_name, e.title, e.department, e.heard_at, e.removed_at, e.mark
            """;
    private static final String FROM = """
            from identity.person p
            join identity.login l on l.person = p.id and l.main
            left join identity.directory_entry e on e.person = p.id
            where p.kind = 'human'
            """;
    private static final String FILTER = """
            and e.removed_at is null
            and (cast(:login as text) is null or exists (
                select 1 from identity.login o where o.person = p.id and o.name = :login))
            and (cast(:external as text) is null or e.external_id = :external)
            and (cast(:active as boolean) is null or (p.disabled_at is null) = :active)
            """;

    private static final String TABLE = "identity.directory_entry";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    Entries(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** One page of those that the filter names, and how many it names in all. */
    record Found(List<Entry> entries, long total) {
        Found {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The person; nothing for a machine, for whom the directory deleted, or for nobody. What was written past the program
     * counts as never said, a deletion too.
     */
    Optional<Entry> find(PersonId person) {
        return jdbc.sql(SELECT + FROM + "and p.id = :id")
                .param("id", person.value())
                .query((row, number) -> row.getTimestamp("removed_at") != null && isOurs(row)
                        ? Optional.<Entry>empty()
                        : Optional.of(read(row)))
                .optional()
                .flatMap(found -> found);
    }

    /** The same, and nobody else changes the person until this transaction ends. */
    Optional<Entry> hold(PersonId person) {
        // Not the stronger lock: a sign-in under way, which refers to the person, would wait for it.
        jdbc.sql("select id from identity.person where id = ? for no key update")
                .param(person.value())
                .query(UUID.class)
                .optional();
        return find(person);
    }

    /** Those whom a directory speaks of by ids that begin like this. */
    List<Entry> of(String externalPrefix) {
        return jdbc
                .sql(SELECT + FROM + "and e.removed_at is null and starts_with(e.external_id, :prefix)")
                .param("prefix", externalPrefix)
                .query((row, number) -> read(row))
                .list()
                .stream()
                .filter(Entry::heard)
                .toList();
    }

    /** How many people a directory speaks of now, and when it last said something new of one. */
    record Heard(long people, @Nullable Instant last) {}

    Heard heard() {
        return jdbc.sql("""
                        select count(*) filter (where removed_at is null) as people, max(heard_at) as last
                        from identity.directory_entry
                        """)
                .query((row, number) -> {
                    @Nullable Timestamp last = row.getTimestamp("last");
                    return new Heard(row.getLong("people"), last == null ? null : last.toInstant());
                })
                .single();
    }

    Found list(Filter filter, long after, int count) {
        long total = filtered("select count(*)\n" + FROM + FILTER, filter)
                .query(Long.class)
                .single();
        List<Entry> page = count == 0
                ? List.of()
                : filtered(SELECT + FROM + FILTER + "order by p.created_at, p.id offset :after limit :count", filter)
                        .param("after", after)
                        .param("count", count)
                        .query((row, number) -> read(row))
                        .list();
        @Nullable String external = filter.externalId();
        if (external == null || page.isEmpty()) {
            return new Found(page, total);
        }
        // There is one of it at most, and whose it is counts only as this program wrote it.
        List<Entry> said = page.stream()
                .filter(entry -> external.equals(entry.words().externalId()))
                .toList();
        return new Found(said, said.size());
    }

    private JdbcClient.StatementSpec filtered(String query, Filter filter) {
        return jdbc.sql(query)
                .param("login", filter.login())
                .param("external", filter.externalId())
                .param("active", filter.active());
    }

    /** Keeps what the directory says now. Throws {@link ScimMistake} when its own id is another person's already. */
    void keep(PersonId person, Entry.Words words, Instant now) {
        write(person, words, now, false);
    }

    /** Keeps what the directory said last; from now on it does not find this person. */
    void remove(PersonId person, Entry.Words words, Instant now) {
        write(person, words, now, true);
    }

    private void write(PersonId person, Entry.Words words, Instant now, boolean removed) {
        Instant heard = now.truncatedTo(ChronoUnit.MICROS);
        try {
            jdbc.sql("""
                            insert into identity.directory_entry (person, external_id, given_name, family_name, title,
                                department, title_key, department_key, heard_at, removed_at, mark)
                            values (:person, :external, :given, :family, :title, :department, :title_key,
                                :department_key, :now, case when :removed then cast(:now as timestamptz) end, :mark)
                            on conflict (person) do update
                            set external_id = excluded.external_id, given_name = excluded.given_name,
                                family_name = excluded.family_name, title = excluded.title,
                                department = excluded.department, title_key = excluded.title_key,
                                department_key = excluded.department_key, heard_at = excluded.heard_at,
                                removed_at = excluded.removed_at, mark = excluded.mark
                            """)
                    .param("person", person.value())
                    .param("external", words.externalId())
                    .param("given", words.givenName())
                    .param("family", words.familyName())
                    .param("title", words.title())
                    .param("department", words.department())
                    .param("title_key", DutyMappings.key(words.title()))
                    .param("department_key", DutyMappings.key(words.department()))
                    .param("now", Timestamp.from(heard))
                    .param("removed", removed)
                    .param("mark", marks.of(TABLE, deciding(person.value(), words, heard, removed)))
                    .update();
        } catch (DuplicateKeyException e) {
            throw ScimMistake.taken(Attribute.EXTERNAL_ID.word());
        }
    }

    private boolean isOurs(ResultSet row) throws SQLException {
        UUID person = row.getObject("id", UUID.class);
        Instant heard = row.getTimestamp("heard_at").toInstant();
        boolean removed = row.getTimestamp("removed_at") != null;
        return marks.isOurs(TABLE, person, row.getBytes("mark"), deciding(person, words(row), heard, removed));
    }

    private static @Nullable Object[] deciding(UUID person, Entry.Words words, Instant heard, boolean removed) {
        return new @Nullable Object[] {
            person,
            words.externalId(),
            words.givenName(),
            words.familyName(),
            words.title(),
            words.department(),
            heard,
            removed
        };
    }

    private static Entry.Words words(ResultSet row) throws SQLException {
        return new Entry.Words(
                row.getString("external_id"),
                row.getString("given_name"),
                row.getString("family_name"),
                row.getString("title"),
                row.getString("department"));
    }

    private Entry read(ResultSet row) throws SQLException {
        Instant created = row.getTimestamp("created_at").toInstant();
        @Nullable Timestamp disabled = row.getTimestamp("disabled_at");
        @Nullable Timestamp heard = row.getTimestamp("heard_at");
        boolean said = row.getBoolean("heard") && isOurs(row);
        Instant changed = Stream.of(
                        Optional.of(created),
                        Optional.ofNullable(disabled).map(Timestamp::toInstant),
                        Optional.ofNullable(heard).map(Timestamp::toInstant))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(created);
        return new Entry(
                new PersonId(row.getObject("id", UUID.class)),
                row.getString("login"),
                row.getString("name"),
                row.getString("email"),
                disabled == null,
                said,
                said ? words(row) : Entry.Words.NONE,
                created,
                changed);
    }
}
