package dev.bastide.deadline;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.Moments;
import dev.bastide.authority.PersonId;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of deadlines and their reminders. */
@Repository
class DeadlineRows {
    private static final String SELECT = """
            select id, kind, urgent, subject, title, path, owner_id, set_at, due_at, met_at, breached_at
            from deadline.deadline
            """;

    private final JdbcClient jdbc;

    DeadlineRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    DeadlineId put(DeadlineKind kind, String subject, String title, Instant due, PersonId owner, Instant now) {
        UUID id = jdbc.sql("""
                insert into deadline.deadline (id, kind, urgent, subject, title, path, owner_id, set_at, due_at)
                values (:id, :kind, :urgent, :subject, :title, :path, :owner, :now, :due)
                on conflict (kind, subject) where met_at is null and dropped_at is null do update
                set urgent = excluded.urgent,
                    title = excluded.title,
                    path = excluded.path,
                    owner_id = excluded.owner_id,
                    due_at = excluded.due_at
                returning id
                """)
                .param("id", UUID.randomUUID())
                .param("kind", kind.name())
                .param("urgent", kind.urgent())
                .param("subject", subject)
                .param("title", title)
                .param("path", kind.pathOf(subject))
                .param("owner", owner.value())
                .param("now", utc(now))
                .param("due", utc(due))
                .query(UUID.class)
                .single();
        return new DeadlineId(id);
    }

    /** Sets many at once, as {@link Deadlines#set} does one. */
    void putAll(DeadlineKind kind, List<Deadlines.Promise> promises, Instant now) {
        String[] subjects = texts(promises, Deadlines.Promise::subject);
        jdbc.sql("""
                update deadline.deadline
                set dropped_at = :now
                where kind = :kind and subject = any(:subjects)
                  and met_at is null and dropped_at is null and breached_at is not null
                """)
                .param("now", utc(now))
                .param("kind", kind.name())
                .param("subjects", subjects)
                .update();
        jdbc.sql("""
                insert into deadline.deadline (id, kind, urgent, subject, title, path, owner_id, set_at, due_at)
                select gen_random_uuid(), :kind, :urgent, n.subject, n.title, n.path, cast(n.owner as uuid), :now,
                    cast(n.due as timestamptz)
                from unnest(cast(:subjects as text[]), cast(:titles as text[]), cast(:paths as text[]),
                    cast(:owners as text[]), cast(:dues as text[])) as n (subject, title, path, owner, due)
                on conflict (kind, subject) where met_at is null and dropped_at is null do update
                set urgent = excluded.urgent,
                    title = excluded.title,
                    path = excluded.path,
                    owner_id = excluded.owner_id,
                    due_at = excluded.due_at
                """)
                .param("kind", kind.name())
                .param("urgent", kind.urgent())
                .param("now", utc(now))
                .param("subjects", subjects)
                .param("titles", texts(promises, Deadlines.Promise::title))
                .param("paths", texts(promises, promise -> kind.pathOf(promise.subject())))
                .param("owners", texts(promises, promise -> promise.owner().toString()))
                .param("dues", texts(promises, promise -> promise.due().toString()))
                .update();
        remindAll(kind, promises, subjects);
    }

    private void remindAll(DeadlineKind kind, List<Deadlines.Promise> promises, String[] subjects) {
        jdbc.sql("""
                delete from deadline.reminder r
                using deadline.deadline d
                where d.id = r.deadline_id and d.kind = :kind and d.subject = any(:subjects)
                  and d.met_at is null and d.dropped_at is null and r.sent_at is null
                """).param("kind", kind.name()).param("subjects", subjects).update();
        List<String[]> reminders = promises.stream()
                .flatMap(promise -> promise.remindBefore().stream().map(before -> new String[] {
                    promise.subject(), promise.due().minus(before).toString()
                }))
                .toList();
        jdbc.sql("""
                insert into deadline.reminder (deadline_id, remind_at)
                select d.id, cast(n.at as timestamptz)
                from unnest(cast(:of as text[]), cast(:at as text[])) as n (subject, at)
                join deadline.deadline d
                    on d.kind = :kind and d.subject = n.subject and d.met_at is null and d.dropped_at is null
                on conflict do nothing
                """)
                .param("kind", kind.name())
                .param("of", reminders.stream().map(pair -> pair[0]).toArray(String[]::new))
                .param("at", reminders.stream().map(pair -> pair[1]).toArray(String[]::new))
                .update();
    }

    private static String[] texts(List<Deadlines.Promise> promises, Function<Deadlines.Promise, String> part) {
        return promises.stream().map(part).toArray(String[]::new);
    }

    /** Replaces the reminders that were not sent. */
    void remind(DeadlineId id, List<Instant> at) {
        jdbc.sql("delete from deadline.reminder where deadline_id = :id and sent_at is null")
                .param("id", id.value())
                .update();
        for (Instant moment : at) {
            jdbc.sql("""
                    insert into deadline.reminder (deadline_id, remind_at)
                    values (:id, :at)
                    on conflict do nothing
                    """).param("id", id.value()).param("at", utc(moment)).update();
        }
    }

    void meet(String kind, String subject, Instant now) {
        jdbc.sql("""
                update deadline.deadline
                set met_at = :now
                where kind = :kind and subject = :subject and met_at is null and dropped_at is null
                """)
                .param("now", utc(now))
                .param("kind", kind)
                .param("subject", subject)
                .update();
    }

    void meetAll(String subject, Instant now) {
        jdbc.sql("""
                update deadline.deadline
                set met_at = :now
                where subject = :subject and met_at is null and dropped_at is null
                """).param("now", utc(now)).param("subject", subject).update();
    }

    void drop(String kind, String subject, Instant now) {
        jdbc.sql("""
                update deadline.deadline
                set dropped_at = :now
                where kind = :kind and subject = :subject and met_at is null and dropped_at is null
                """)
                .param("now", utc(now))
                .param("kind", kind)
                .param("subject", subject)
                .update();
    }

    void dropBreached(String kind, String subject, Instant now) {
        jdbc.sql("""
                update deadline.deadline
                set dropped_at = :now
                where kind = :kind and subject = :subject
                  and met_at is null and dropped_at is null and breached_at is not null
                """)
                .param("now", utc(now))
                .param("kind", kind)
                .param("subject", subject)
                .update();
    }

    Optional<Deadline> open(String kind, String subject) {
        return jdbc.sql(SELECT + " where kind = :kind and subject = :subject and met_at is null and dropped_at is null")
                .param("kind", kind)
                .param("subject", subject)
                .query(DeadlineRows::read)
                .optional();
    }

    List<Deadline> ofOwner(PersonId owner) {
        return jdbc.sql(SELECT + " where owner_id = :owner and met_at is null and dropped_at is null order by due_at")
                .param("owner", owner.value())
                .query(DeadlineRows::read)
                .list();
    }

    /** One page of what is open; of everybody when there is no owner. */
    ListResult<Deadline> list(ListQuery query, @Nullable PersonId owner) {
        ListSql sql = ListSql.select(
                        "d.id, d.kind, d.urgent, d.subject, d.title, d.path, d.owner_id, d.set_at, d.due_at, d.met_at,"
                                + " d.breached_at",
                        "deadline.deadline d",
                        "d.id")
                .where("d.met_at is null and d.dropped_at is null")
                .search("q", "d.title ilike :q")
                .filter("state", "(d.breached_at is not null) = (:state = 'breached')")
                .sort("due", "d.due_at", "timestamptz");
        if (owner != null) {
            sql = sql.where("d.owner_id = :owner", "owner", owner.value());
        }
        return sql.fetch(jdbc, query, DeadlineRows::read);
    }

    /** Takes reminders that are due, once each. */
    List<Deadline> takeReminders(Instant now) {
        return jdbc.sql("""
                with taken as (
                    update deadline.reminder as r
                    set sent_at = :now
                    where r.sent_at is null and r.remind_at <= :now
                    returning r.deadline_id
                )
                """ + SELECT + """
                 where id in (select deadline_id from taken)
                  and met_at is null and dropped_at is null and breached_at is null and due_at > :now
                """)
                .param("now", utc(now))
                .query(DeadlineRows::read)
                .list();
    }

    /** Marks what was not done in time, once each. */
    List<Deadline> takeBreaches(Instant now) {
        return jdbc.sql("""
                update deadline.deadline
                set breached_at = :now
                where due_at < :now and met_at is null and dropped_at is null and breached_at is null
                returning id, kind, urgent, subject, title, path, owner_id, set_at, due_at, met_at, breached_at
                """).param("now", utc(now)).query(DeadlineRows::read).list();
    }

    static Deadline read(ResultSet row, int number) throws SQLException {
        return new Deadline(
                new DeadlineId(row.getObject("id", UUID.class)),
                row.getString("kind"),
                row.getBoolean("urgent"),
                row.getString("subject"),
                row.getString("title"),
                row.getString("path"),
                new PersonId(row.getObject("owner_id", UUID.class)),
                Moments.require(row, "set_at"),
                Moments.require(row, "due_at"),
                Moments.read(row, "met_at"),
                Moments.read(row, "breached_at"));
    }
}
