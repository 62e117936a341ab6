package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.QuietHours;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells notification where people are reached. */
@Component
class AddressBookAnswers implements AddressBook {
    private final JdbcClient jdbc;

    AddressBookAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Address> of(PersonId person) {
        return jdbc.sql("""
                        select p.name, p.email, p.locale, p.zone, p.quiet_from, p.quiet_to,
                            exists (select 1 from identity.duty_assignment a
                                where a.person = p.id and a.ended_at is null) as on_duty
                        from identity.person p
                        where p.id = ? and p.disabled_at is null and p.kind = 'human'
                        """)
                .param(person.value())
                .query((row, number) -> new Address(
                        row.getString("name"),
                        row.getString("email"),
                        Locale.of(row.getString("locale")),
                        ZoneId.of(row.getString("zone")),
                        quiet(row.getObject("quiet_from", LocalTime.class), row.getObject("quiet_to", LocalTime.class)),
                        row.getBoolean("on_duty")))
                .optional();
    }

    @Override
    public List<PersonId> withDuty(String duty) {
        return jdbc.sql("""
                        select p.id from identity.person p
                        join identity.duty_assignment a on a.person = p.id and a.ended_at is null and a.duty = ?
                        where p.disabled_at is null
                        order by p.id
                        """)
                .param(duty)
                .query((row, number) -> new PersonId(row.getObject("id", UUID.class)))
                .list();
    }

    private static QuietHours quiet(@Nullable LocalTime from, @Nullable LocalTime to) {
        return from == null || to == null ? QuietHours.NONE : new QuietHours(from, to);
    }
}
