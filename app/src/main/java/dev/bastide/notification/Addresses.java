package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The address book as it stands now; an empty one while nobody answers the port. */
@Component
class Addresses {
    private final ObjectProvider<AddressBook> book;

    Addresses(ObjectProvider<AddressBook> book) {
        this.book = book;
    }

    Optional<AddressBook.Address> of(PersonId person) {
        AddressBook answering = book.getIfAvailable();
        return answering == null ? Optional.empty() : answering.of(person);
    }

    List<PersonId> withDuty(String duty) {
        AddressBook answering = book.getIfAvailable();
        return answering == null ? List.of() : answering.withDuty(duty);
    }

    /** How a page calls a person; his id when the book does not know him. */
    String name(PersonId person) {
        return of(person).map(AddressBook.Address::name).orElse(person.toString());
    }
}
