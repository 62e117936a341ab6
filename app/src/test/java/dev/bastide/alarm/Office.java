package dev.bastide.alarm;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.alarm.roster.RosterBook;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import dev.bastide.vault.Vault;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A tree headed by Rita, an officer Ivo, and Boss who edits rosters. Nodes and people on duty are made as needed. The ticker
 * stands still: the test looks when it wants to.
 */
@TestComponent
class Office {
    final JdbcClient sql;
    final JdbcClient owner;
    final TestClock clock;
    final TestPeople people;
    final Someone boss;
    final Someone rita;
    final Someone ivo;
    final NodeId root;
    private final Alarms alarms;
    private final Standings standings;
    private final StoredAlarms stored;
    private final Escalation escalation;
    private final RosterBook roster;
    private final ServiceTree tree;
    private final Vault vault;
    private final CurrentRights rights;
    private final TransactionTemplate transaction;

    Office(
            TestDatabase database,
            JdbcClient sql,
            TestClock clock,
            TestPeople people,
            Alarms alarms,
            Standings standings,
            StoredAlarms stored,
            Escalation escalation,
            RosterBook roster,
            ServiceTree tree,
            Vault vault,
            CurrentRights rights,
            PlatformTransactionManager transactions) {
        this.sql = sql;
        this.owner = database.owner();
        this.clock = clock;
        this.people = people;
        this.alarms = alarms;
        this.standings = standings;
        this.stored = stored;
        this.escalation = escalation;
        this.roster = roster;
        this.tree = tree;
        this.vault = vault;
        this.rights = rights;
        this.transaction = new TransactionTemplate(transactions);
        this.rita = people.with("approver");
        this.root = new NodeId(people.root(rita.id()));
        this.boss = people.with("administrator", "administrator");
        this.ivo = people.with("iso", "iso");
    }

    /** A node of its own below the root, headed by this person. */
    NodeId node(Someone head) {
        return node(root, head);
    }

    NodeId node(NodeId parent, Someone head) {
        UUID id = UUID.randomUUID();
        String name = "n" + id.toString().substring(0, 8);
        sql.sql("""
                        insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at, mark)
                        values (?, ?, ?, ?, 'staging', 3, ?, ?)
                        """)
                .params(
                        id,
                        parent.value(),
                        name,
                        head.id().value(),
                        Timestamp.from(clock.instant()),
                        vault.mark(
                                "servicetree.node",
                                id,
                                parent.value(),
                                name,
                                head.id().value(),
                                "staging",
                                3,
                                false,
                                null))
                .update();
        tree.snapshotAt(-1);
        rights.forget();
        return new NodeId(id);
    }

    String path(NodeId node) {
        return tree.snapshot().node(node).orElseThrow().path();
    }

    /** Somebody who may acknowledge everywhere. */
    Someone guard() {
        return people.with("security-engineer", "security-engineer");
    }

    /** Puts somebody on duty here, from an hour ago for twelve. */
    UUID shift(NodeId node, Someone person, int place) {
        return shift(node, person, place, Duration.ofHours(-1));
    }

    UUID shift(NodeId node, Someone person, int place, Duration from) {
        Instant begin = clock.instant().plus(from);
        Instant end = begin.plus(Duration.ofHours(12));
        roster.enter(boss.actor(), node, List.of(new RosterBook.Planned(person.id(), place, begin, end)));
        return roster.between(node, begin, end).stream()
                .filter(shift -> shift.person().equals(person.id()) && shift.place() == place)
                .findFirst()
                .orElseThrow()
                .id();
    }

    Happening happening(NodeId node, AlarmKind kind) {
        return new Happening(
                kind, node, "thing", Reason.of("alarm.outcome-unknown.what", "", "", "a trial", "a thing"), "test");
    }

    /** Something critical happens here. */
    AlarmId raise(NodeId node) {
        return raise(node, AlarmLevel.CRITICAL);
    }

    AlarmId raise(NodeId node, AlarmLevel level) {
        Happening what = happening(node, new AlarmKind("alarm.outcome-unknown", level));
        return Objects.requireNonNull(transaction.execute(status -> alarms.raise(what)));
    }

    boolean clear(NodeId node) {
        AlarmKind kind = new AlarmKind("alarm.outcome-unknown", AlarmLevel.CRITICAL);
        return Boolean.TRUE.equals(
                transaction.execute(status -> alarms.clear(kind, node, "thing", "alarm.story.cleared")));
    }

    void rolledBack(Runnable work) {
        transaction.executeWithoutResult(status -> {
            work.run();
            status.setRollbackOnly();
        });
    }

    Standing standing(AlarmId id) {
        return standings.of(stored.find(id).orElseThrow());
    }

    /** Lets so much time pass, and looks. */
    void later(Duration time) {
        clock.advance(time);
        escalation.look();
    }

    /** Who was told at each step, in order. */
    List<List<PersonId>> told(AlarmId id) {
        return standing(id).tellings().stream().map(Telling::people).toList();
    }

    List<Rung> rungs(AlarmId id) {
        return standing(id).tellings().stream().map(Telling::rung).toList();
    }
}
