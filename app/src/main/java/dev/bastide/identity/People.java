package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Reads people. Whoever changes one goes through {@link Joining} or {@link Duties}. */
@Service
public class People {
    private static final String SELECT = """
            select p.id, l.name as login, p.name, p.email, p.team, t.name as team_name, p.owner, p.locale, p.zone,
                p.disabled_at is null as active,
                exists (select 1 from identity.factor f
                    where f.person = p.id and f.confirmed_at is not null and f.removed_at is null) as second_factor
            from identity.person p
            join identity.login l on l.person = p.id and l.main
            left join identity.team t on t.id = p.team
            """;

    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The person with this id, disabled ones too. */
    public Optional<Person> find(PersonId id) {
        return jdbc.sql(SELECT + "where p.id = ?")
                .param(id.value())
                .query(People::read)
                .optional();
    }

    /** The person with this id. Throws {@link IllegalArgumentException} when there is none. */
    public Person require(PersonId id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no person " + id));
    }

    /** The person whom this login, main or further, leads to. */
    public Optional<Person> byLogin(String login) {
        return jdbc.sql(SELECT + "where p.id = (select person from identity.login where name = ?)")
                .param(login.strip().toLowerCase(Locale.ROOT))
                .query(People::read)
                .optional();
    }

    /** Active people whose name, login or e-mail contains the text, by name; at most {@code limit}. */
    public List<Person> search(String text, int limit) {
        String pattern = "%" + text.strip().toLowerCase(Locale.ROOT).replaceAll("([%_\\\\])", "\\\\$1") + "%";
        return jdbc.sql(SELECT + """
                        where p.disabled_at is null
                            and (lower(p.name) like :pattern or lower(p.email) like :pattern
                                or exists (select 1 from identity.login o where o.person = p.id and o.name like :pattern))
                        order by lower(p.name), p.id
                        limit :limit
                        """)
                .param("pattern", pattern)
                .param("limit", limit)
                .query(People::read)
                .list();
    }

    /** Everybody who is active, by name. */
    public List<Person> active() {
        return jdbc.sql(SELECT + "where p.disabled_at is null order by lower(p.name), p.id")
                .query(People::read)
                .list();
    }

    /** Every login that leads to this person, the main one first. */
    public List<String> logins(PersonId id) {
        return jdbc.sql("select name from identity.login where person = ? order by main desc, name")
                .param(id.value())
                .query((row, number) -> row.getString("name"))
                .list();
    }

    private static Person read(ResultSet row, int number) throws SQLException {
        @Nullable UUID team = row.getObject("team", UUID.class);
        @Nullable UUID owner = row.getObject("owner", UUID.class);
        @Nullable String teamName = row.getString("team_name");
        return new Person(
                new PersonId(row.getObject("id", UUID.class)),
                row.getString("login"),
                row.getString("name"),
                row.getString("email"),
                team == null ? null : new TeamId(team),
                teamName == null ? "-" : teamName,
                row.getBoolean("active"),
                row.getBoolean("second_factor"),
                owner == null ? null : new PersonId(owner),
                Locale.of(row.getString("locale")),
                ZoneId.of(row.getString("zone")));
    }
}
