package dev.bastide.identity.scim;

import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duty;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tells the other administrators and the information security officers when the directory wants something of an account
 * that is kept from it: what it wants is then done by a human or not at all, and must not wait for somebody to read the
 * record. Once a day for each account and reason, since directories try again every few minutes.
 */
@Component
public class Told {
    private static final Logger LOG = LoggerFactory.getLogger(Told.class);
    private static final NoticeKind KEPT = NoticeKind.security("identity.directory-kept");
    private static final Set<String> KEYS = Set.of(
            "identity.scim.kept.administrator",
            "identity.scim.kept.founder",
            "identity.scim.kept.disabled",
            "identity.scim.kept.name",
            "identity.scim.kept.address");
    /** Those of which nobody here could do what the directory wants, but should know that it wants it. */
    private static final Map<String, String> SENTENCES = Map.of(
            "identity.scim.kept.name",
            "identity.directory.kept.name",
            "identity.scim.kept.address",
            "identity.directory.kept.address");

    private static final Pattern USER = Pattern.compile("/scim/v2/Users/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");
    private static final Duration SILENCE = Duration.ofHours(24);

    private final People people;
    private final AddressBook book;
    private final Notifications notifications;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Map<String, Instant> last = new ConcurrentHashMap<>();

    Told(
            People people,
            AddressBook book,
            Notifications notifications,
            TransactionOperations transactions,
            Clock clock) {
        this.people = people;
        this.book = book;
        this.notifications = notifications;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Tells of a refusal, when it is of that kind. */
    void ofRefusal(HttpServletRequest request, Reason reason) {
        Matcher path = USER.matcher(request.getRequestURI());
        if (KEYS.contains(reason.key()) && path.matches()) {
            of(PersonId.of(path.group(1)), reason.key());
        }
    }

    /** Tells that a directory wants something of this person and for which reason he is kept from it. False when not now. */
    public boolean of(PersonId kept, String key) {
        Optional<Person> person =
                KEYS.contains(key) ? people.find(kept).filter(who -> isNews(who, key)) : Optional.empty();
        person.ifPresent(who -> tell(who, key));
        return person.isPresent();
    }

    private boolean isNews(Person person, String key) {
        Instant now = clock.instant();
        Instant kept = last.merge(
                person.id() + " " + key,
                now,
                (before, wanted) -> before.isBefore(wanted.minus(SILENCE)) ? wanted : before);
        return kept.equals(now);
    }

    private void tell(Person person, String key) {
        List<PersonId> others = Stream.of(Duty.ADMINISTRATOR, Duty.ISO)
                .flatMap(duty -> book.withDuty(duty).stream())
                .filter(other -> !other.equals(person.id()))
                .toList();
        try {
            transactions.executeWithoutResult(status -> notifications.tell(new Notice(
                    KEPT,
                    others,
                    SENTENCES.getOrDefault(key, "identity.directory.kept"),
                    List.of(person.name(), person.login()),
                    "/people/" + person.id())));
        } catch (RuntimeException e) {
            LOG.error("Nobody could be told what the directory wants of {}", person.id(), e);
        }
    }
}
