package dev.bastide.notification;

import dev.bastide.audit.TestAudit;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Live;
import dev.bastide.testing.TestDatabase;
import java.time.Clock;
import java.util.List;

/** The real notifications on a database of a test's own, without the rest of the program. */
public final class TestNotifications {
    private TestNotifications() {}

    /** Notifications that nobody's open page hears. */
    public static Notifications on(TestDatabase database, Clock clock) {
        return new Notifications(database.sql(), clock, new Live(), TestAudit.vault());
    }

    /** The message keys a person was told, oldest first. */
    public static List<String> keysTold(TestDatabase database, PersonId person) {
        return database.sql()
                .sql("""
                        select n.key
                        from notification.inbox i
                        join notification.notice n on n.id = i.notice_id
                        where i.person_id = :person
                        order by i.told_at
                        """)
                .param("person", person.value())
                .query((row, number) -> row.getString("key"))
                .list();
    }
}
