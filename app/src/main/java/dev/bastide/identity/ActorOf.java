package dev.bastide.identity;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Makes the {@link Actor} of a person who came in through some door. */
@Service
public class ActorOf {
    private final People people;

    ActorOf(People people) {
        this.people = people;
    }

    /** The person at this door. Throws {@link IllegalArgumentException} when there is no such person. */
    public Actor person(PersonId id, String address, AccessMethod method, @Nullable String session) {
        return of(people.require(id), address, method, session);
    }

    /** The person, already read, at this door. */
    public Actor of(Person person, String address, AccessMethod method, @Nullable String session) {
        return new Actor(
                Actor.Kind.PERSON,
                person.id(),
                person.login(),
                person.name(),
                person.teamName(),
                address,
                method,
                session);
    }
}
