package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.UUID;

/** Records for tests, told apart by a word of their own. */
final class TestRecords {
    private TestRecords() {}

    static Actor person(String login) {
        return new Actor(
                Actor.Kind.PERSON,
                new PersonId(UUID.randomUUID()),
                login,
                "Name of " + login,
                "team-" + login,
                "192.0.2.7",
                AccessMethod.CONSOLE,
                "web-" + login);
    }

    static AuditRecord of(String word) {
        Instant time = Instant.parse("2026-11-22T08:00:00Z");
        return AuditRecord.of(time, person(word), Tag.OPERATION, "operation.request", "did " + word, Result.DONE)
                .object("operation", word)
                .session("ssh-" + word, 4711L)
                .change("change-" + word);
    }
}
