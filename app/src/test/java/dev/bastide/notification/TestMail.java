package dev.bastide.notification;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.TestAudit;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Live;
import dev.bastide.page.WordsFor;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** The room's own classes wired by hand on a database and an address book of a test's own. */
final class TestMail implements AddressBook {
    final TestClock clock = new TestClock();
    final List<Object> events = new ArrayList<>();
    final TestDatabase database;
    final Notifications notifications;
    final Inbox inbox;
    final Deliveries deliveries;
    final Suppressions suppressions;
    final MailSettings settings;
    final MailRound round;
    final ReportBox reports;
    final SecurityWatch security;
    private final Map<PersonId, Address> people = new HashMap<>();
    private final Map<String, List<PersonId>> duties = new HashMap<>();

    TestMail(TestDatabase database, Path folder) {
        this.database = database;
        AuditLog audit = TestAudit.log(database.dataSource(), folder, clock);
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(database.dataSource());
        Addresses addresses = new Addresses(provider(this));
        notifications = new Notifications(database.sql(), clock, new Live(), TestAudit.vault());
        inbox = new Inbox(database.sql());
        deliveries = new Deliveries(database.sql());
        suppressions = new Suppressions(database.sql(), audit, clock);
        settings = new MailSettings(database.sql(), TestAudit.vault(), audit, clock);
        Bounces bounces = new Bounces(suppressions, addresses, notifications, audit, clock, events::add);
        MailRound.Writing writing =
                new MailRound.Writing(new WordsFor(true), new Postman(clock), TestAudit.vault(), clock, transactions);
        round = new MailRound(deliveries, settings, suppressions, bounces, addresses, writing);
        reports = new ReportBox(settings, deliveries, bounces, clock, transactions);
        security = new SecurityWatch(inbox, addresses, notifications, audit, clock, events::add);
    }

    PersonId person(String email) {
        return person(email, QuietHours.NONE, false);
    }

    PersonId person(String email, QuietHours quiet, boolean onDuty) {
        PersonId id = new PersonId(UUID.randomUUID());
        people.put(id, new Address("Name", email, Locale.ENGLISH, ZoneId.of("Europe/Berlin"), quiet, onDuty));
        return id;
    }

    PersonId holder(String duty) {
        PersonId id = person(duty + "@example.org", QuietHours.NONE, true);
        duties.computeIfAbsent(duty, name -> new ArrayList<>()).add(id);
        return id;
    }

    static QuietHours night() {
        return new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0));
    }

    void use(MailSetting setting) {
        database.transaction()
                .executeWithoutResult(status -> settings.save(Actor.machine("test", AccessMethod.LOCAL), setting));
    }

    NoticeId tell(NoticeKind kind, PersonId... to) {
        Notice notice = new Notice(
                kind, List.of(to), "notification.unread-security", List.of("Somebody", "today"), "/operations/7");
        return Objects.requireNonNull(database.transaction().execute(status -> notifications.tell(notice)));
    }

    Delivery delivery(NoticeId notice) {
        UUID id = database.sql()
                .sql("select id from notification.delivery where notice_id = :notice")
                .param("notice", notice.value())
                .query(UUID.class)
                .single();
        return deliveries.find(new DeliveryId(id)).orElseThrow();
    }

    @Override
    public Optional<Address> of(PersonId person) {
        return Optional.ofNullable(people.get(person));
    }

    @Override
    public List<PersonId> withDuty(String duty) {
        return duties.getOrDefault(duty, List.of());
    }

    private static ObjectProvider<AddressBook> provider(AddressBook book) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("book", book);
        return beans.getBeanProvider(AddressBook.class);
    }
}
