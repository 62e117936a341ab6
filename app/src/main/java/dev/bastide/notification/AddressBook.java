package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Port: where a person is reached and how he likes it. The room {@code identity} answers. */
public interface AddressBook {

    /** The person's address; nothing when there is no such person or he may no longer be written to. */
    Optional<Address> of(PersonId person);

    /** The active people who now hold this duty, such as {@code administrator}. */
    List<PersonId> withDuty(String duty);

    /**
     * How to reach a person.
     *
     * @param name how he is addressed
     * @param email his mail address; empty when he has none
     * @param locale his language
     * @param zone his time zone, in which quiet hours are meant
     * @param quiet when he wants no mail that is no alarm
     * @param onDuty whether he holds a duty now: a bounce of his address is then an alarm (A123)
     */
    record Address(String name, String email, Locale locale, ZoneId zone, QuietHours quiet, boolean onDuty) {
        public Address {
            Objects.requireNonNull(name);
            Objects.requireNonNull(email);
            Objects.requireNonNull(locale);
            Objects.requireNonNull(zone);
            Objects.requireNonNull(quiet);
        }

        /** The same person, reached at another address. */
        Address at(String other) {
            return new Address(name, other, locale, zone, quiet, onDuty);
        }
    }
}
