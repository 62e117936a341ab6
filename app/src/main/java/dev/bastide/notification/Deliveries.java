package dev.bastide.notification;

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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of mails and of every step they took. */
@Repository
class Deliveries {
    private static final String COLUMNS = """
            d.id, d.notice_id, d.person_id, d.urgent, d.state, d.created_at, d.next_try, d.attempts, d.address,
                d.reply, n.key, n.args, n.path, d.fixed_address, n.sealed_path""";
    private static final String FROM = "notification.delivery d join notification.notice n on n.id = d.notice_id";

    private final JdbcClient jdbc;

    Deliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One step of a mail. */
    record Step(Instant at, DeliveryState state, String address, String reply) {}

    /** Claims the next mail that is due; a claim that is not settled in time is taken over by another try. */
    Optional<Delivery> claim(Instant now, Instant until) {
        return jdbc.sql("""
                with due as (
                    select id
                    from notification.delivery
                    where next_try <= :now
                      and (claimed_until is null or claimed_until < :now)
                    order by urgent desc, next_try
                    limit 1
                    for update skip locked
                ), claimed as (
                    update notification.delivery as c
                    set claimed_until = :until
                    from due
                    where c.id = due.id
                    returning c.*
                )
                select %s
                from claimed d
                join notification.notice n on n.id = d.notice_id
                """.formatted(COLUMNS))
                .param("now", utc(now))
                .param("until", utc(until))
                .query(Deliveries::read)
                .optional();
    }

    /** Puts a claimed mail back without a try, such as for quiet hours. */
    void postpone(DeliveryId id, Instant until) {
        jdbc.sql("""
                update notification.delivery
                set next_try = :until, claimed_until = null
                where id = :id
                """).param("until", utc(until)).param("id", id.value()).update();
    }

    /** Notes what became of a try, as a step and as the state. */
    void step(DeliveryId id, Step step, Instant nextTry) {
        boolean settled = step.state().isSettled();
        jdbc.sql("""
                update notification.delivery
                set state = :state,
                    attempts = attempts + 1,
                    next_try = case when :settled then null else :next end,
                    settled_at = case when :settled then :at end,
                    claimed_until = null,
                    address = :address,
                    reply = :reply
                where id = :id
                """)
                .param("state", step.state().word())
                .param("settled", settled)
                .param("next", utc(nextTry))
                .param("at", utc(step.at()))
                .param("address", step.address())
                .param("reply", step.reply())
                .param("id", id.value())
                .update();
        jdbc.sql("""
                insert into notification.delivery_step (delivery_id, at, state, address, reply)
                values (:id, :at, :state, :address, :reply)
                """)
                .param("id", id.value())
                .param("at", utc(step.at()))
                .param("state", step.state().word())
                .param("address", step.address())
                .param("reply", step.reply())
                .update();
    }

    ListResult<Delivery> list(ListQuery query) {
        return ListSql.select(COLUMNS, FROM, "d.id")
                .filter("state", "d.state = :state")
                .search("q", "d.address ilike :q")
                .sortDescending("created", "d.created_at", "timestamptz")
                .fetch(jdbc, query, Deliveries::read);
    }

    Optional<Delivery> find(DeliveryId id) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM + " where d.id = :id")
                .param("id", id.value())
                .query(Deliveries::read)
                .optional();
    }

    List<Step> steps(DeliveryId id) {
        return jdbc.sql("""
                select at, state, address, reply
                from notification.delivery_step
                where delivery_id = :id
                order by id
                """)
                .param("id", id.value())
                .query((row, number) -> new Step(
                        Moments.require(row, "at"),
                        DeliveryState.ofWord(row.getString("state")),
                        row.getString("address"),
                        row.getString("reply")))
                .list();
    }

    private static Delivery read(ResultSet row, int number) throws SQLException {
        return new Delivery(
                new DeliveryId(row.getObject("id", UUID.class)),
                new NoticeId(row.getObject("notice_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getBoolean("urgent"),
                DeliveryState.ofWord(row.getString("state")),
                Moments.require(row, "created_at"),
                Moments.read(row, "next_try"),
                row.getInt("attempts"),
                row.getString("address"),
                row.getString("reply"),
                row.getString("key"),
                List.of((String[]) row.getArray("args").getArray()),
                row.getString("path"),
                row.getString("fixed_address"),
                row.getBytes("sealed_path"));
    }
}
