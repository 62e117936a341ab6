package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The list of people, page by page. */
@Repository
class PeopleList {
    private final JdbcClient jdbc;

    PeopleList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One row: a person as the list shows him. */
    record Row(
            PersonId id,
            String name,
            String login,
            String email,
            String team,
            String duty,
            boolean factor,
            boolean active,
            boolean machine,
            Instant created) {}

    ListResult<Row> read(ListQuery query) {
        return ListSql.select("""
                        p.id, p.name, l.name as login, p.email, coalesce(t.name, '') as team, coalesce(a.duty, '') as duty,
                        exists (select 1 from identity.factor f
                            where f.person = p.id and f.confirmed_at is not null and f.removed_at is null) as factor,
                        p.disabled_at is null as active, p.kind = 'machine' as machine, p.created_at
                        """, """
                        identity.person p
                        join identity.login l on l.person = p.id and l.main
                        left join identity.team t on t.id = p.team
                        left join identity.duty_assignment a on a.person = p.id and a.ended_at is null
                        """, "p.id")
                .search("q", "(p.name ilike :q or l.name ilike :q or p.email ilike :q or t.name ilike :q)")
                .filter("duty", "a.duty = :duty")
                .filter("state", "(p.disabled_at is null) = (:state = 'active')")
                .sort("name", "lower(p.name)", "text")
                .sort("login", "l.name", "text")
                .sort("team", "coalesce(t.name, '')", "text")
                .sort("duty", "coalesce(a.duty, '')", "text")
                .sort("created", "p.created_at", "timestamptz")
                .fetch(
                        jdbc,
                        query,
                        (row, number) -> new Row(
                                new PersonId(row.getObject("id", UUID.class)),
                                row.getString("name"),
                                row.getString("login"),
                                row.getString("email"),
                                row.getString("team"),
                                row.getString("duty"),
                                row.getBoolean("factor"),
                                row.getBoolean("active"),
                                row.getBoolean("machine"),
                                row.getTimestamp("created_at").toInstant()));
    }
}
