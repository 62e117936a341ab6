package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where a person's address comes from, for whoever is about to send something there that lets its reader in. */
@Component
public class AddressOrigin {
    private final JdbcClient jdbc;

    AddressOrigin(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** When a directory set the address that stands; nothing when people did. */
    public Optional<Instant> setByDirectory(PersonId person) {
        return jdbc.sql("select address_at from identity.person where id = ? and address_at is not null")
                .param(person.value())
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant);
    }
}
