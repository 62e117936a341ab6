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

/** The in-site messages of people, with their read receipts. */
@Repository
class Inbox {
    private static final String COLUMNS =
            "i.notice_id, i.person_id, n.kind, n.urgent, n.security, n.key, n.args, n.path, i.told_at, i.read_at";
    private static final String FROM = "notification.inbox i join notification.notice n on n.id = i.notice_id";

    private final JdbcClient jdbc;

    Inbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    ListResult<InboxRow> list(PersonId person, ListQuery query) {
        return ListSql.select(COLUMNS, FROM, "i.notice_id")
                .where("i.person_id = :person", "person", person.value())
                .filter("state", "(i.read_at is null) = (:state = 'unread')")
                .filter("kind", "case when :kind = 'security' then n.security else n.urgent end")
                .sortDescending("told", "i.told_at", "timestamptz")
                .fetch(jdbc, query, Inbox::read);
    }

    Optional<InboxRow> find(PersonId person, NoticeId notice) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM + " where i.person_id = :person and i.notice_id = :id")
                .param("person", person.value())
                .param("id", notice.value())
                .query(Inbox::read)
                .optional();
    }

    int unread(PersonId person) {
        return jdbc.sql("select count(*) from notification.inbox where person_id = :person and read_at is null")
                .param("person", person.value())
                .query(Integer.class)
                .single();
    }

    /** The unread security messages of a person, oldest first. */
    List<InboxRow> unreadSecurity(PersonId person) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM + """
                 where i.person_id = :person and i.read_at is null and i.security
                order by i.told_at
                limit 20
                """)
                .param("person", person.value())
                .query(Inbox::read)
                .list();
    }

    /** Writes the receipt; false when it was written before. */
    boolean markRead(PersonId person, NoticeId notice, Instant now) {
        return jdbc.sql("""
                update notification.inbox
                set read_at = greatest(:now, told_at)
                where person_id = :person and notice_id = :id and read_at is null
                """)
                        .param("now", utc(now))
                        .param("person", person.value())
                        .param("id", notice.value())
                        .update()
                == 1;
    }

    /** Receipts for everything but security messages, which are read one by one. */
    int markOrdinaryRead(PersonId person, Instant now) {
        return jdbc.sql("""
                update notification.inbox
                set read_at = greatest(:now, told_at)
                where person_id = :person and read_at is null and not security
                """)
                .param("now", utc(now))
                .param("person", person.value())
                .update();
    }

    /** Everybody a notice was told to, for its receipts. */
    List<InboxRow> receipts(NoticeId notice) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM
                        + " where i.notice_id = :id order by i.read_at nulls last, i.person_id limit 200")
                .param("id", notice.value())
                .query(Inbox::read)
                .list();
    }

    /** Takes security messages that were left unread too long, once each. */
    List<InboxRow> takeUnreadSecurity(Instant toldBefore, Instant now) {
        return jdbc.sql("""
                with late as (
                    update notification.inbox
                    set escalated_at = :now
                    where security and read_at is null and escalated_at is null and told_at < :before
                    returning person_id, notice_id, told_at, read_at
                )
                select i.notice_id, i.person_id, n.kind, n.urgent, n.security, n.key, n.args, n.path,
                    i.told_at, i.read_at
                from late i
                join notification.notice n on n.id = i.notice_id
                """)
                .param("now", utc(now))
                .param("before", utc(toldBefore))
                .query(Inbox::read)
                .list();
    }

    private static InboxRow read(ResultSet row, int number) throws SQLException {
        return new InboxRow(
                new NoticeId(row.getObject("notice_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getString("kind"),
                row.getBoolean("urgent"),
                row.getBoolean("security"),
                row.getString("key"),
                List.of((String[]) row.getArray("args").getArray()),
                row.getString("path"),
                Moments.require(row, "told_at"),
                Moments.read(row, "read_at"));
    }
}
