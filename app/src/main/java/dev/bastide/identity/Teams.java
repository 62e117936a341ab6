package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Reads teams. People are put into them where people are edited. */
@Service
public class Teams {
    private static final String SELECT = "select id, name from identity.team ";

    private final JdbcClient jdbc;

    Teams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A team and what it is called. */
    public record Team(TeamId id, String name) {}

    /** The team with this id. */
    public Optional<Team> find(TeamId id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id.value())
                .query(Teams::read)
                .optional();
    }

    /** The team of this name. */
    public Optional<Team> byName(String name) {
        return jdbc.sql(SELECT + "where lower(name) = lower(?)").param(name.strip()).query(Teams::read).list().stream()
                .findFirst();
    }

    /** Every team, by name. */
    public List<Team> all() {
        return jdbc.sql(SELECT + "order by lower(name), id").query(Teams::read).list();
    }

    /** The active people of a team. */
    public List<PersonId> members(TeamId id) {
        return jdbc.sql(
                        "select id from identity.person where team = ? and disabled_at is null order by lower(name), id")
                .param(id.value())
                .query((row, number) -> new PersonId(row.getObject("id", UUID.class)))
                .list();
    }

    private static Team read(ResultSet row, int number) throws SQLException {
        return new Team(new TeamId(row.getObject("id", UUID.class)), row.getString("name"));
    }
}
