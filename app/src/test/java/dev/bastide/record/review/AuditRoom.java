package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.HearsOpenings;
import dev.bastide.audit.Moments;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.WorkToReview.Done;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Internal audit: Anna and Bert, an operator Otto, and Mia who is an auditor and Otto's team mate. The ticker stands still:
 * the log goes on and campaigns are drawn when the test wants it.
 */
@TestComponent
class AuditRoom {
    final JdbcClient sql;
    final JdbcClient owner;
    final TestClock clock;
    final TestPeople people;
    final Someone anna;
    final Someone bert;
    final Someone mia;
    final Someone otto;
    final Someone rita;
    final NodeId root;
    final List<Done> sessions;
    private final ProvenLog log;
    private final AuditLog audit;
    private final AuditSearch search;
    private final HearsOpenings openings;
    private final Settling settling;
    private final Drawing drawing;
    private final Judging judging;
    private final CampaignDesk desk;
    private final StoredTerms terms;
    private final TransactionTemplate transaction;

    AuditRoom(
            TestDatabase database,
            JdbcClient sql,
            TestClock clock,
            TestPeople people,
            ProvenLog log,
            AuditLog audit,
            AuditSearch search,
            OpeningsHeard openings,
            Settling settling,
            Drawing drawing,
            Judging judging,
            CampaignDesk desk,
            StoredTerms terms,
            StagedWork work,
            PlatformTransactionManager transactions) {
        this.sql = sql;
        this.owner = database.owner();
        this.clock = clock;
        this.people = people;
        this.log = log;
        this.audit = audit;
        this.search = search;
        this.openings = openings;
        this.settling = settling;
        this.drawing = drawing;
        this.judging = judging;
        this.desk = desk;
        this.terms = terms;
        this.sessions = work.sessions;
        this.transaction = new TransactionTemplate(transactions);
        this.rita = people.with("approver");
        this.root = new NodeId(people.root(rita.id()));
        this.anna = people.with("auditor", "auditor");
        this.bert = people.with("auditor", "auditor");
        this.mia = people.with("auditor", "auditor");
        this.otto = people.with("operator");
        UUID team = UUID.randomUUID();
        sql.sql("insert into identity.team (id, name) values (?, 'operations of the audit room')")
                .param(team)
                .update();
        sql.sql("update identity.person set team = ? where id in (?, ?)")
                .params(team, otto.id().value(), mia.id().value())
                .update();
    }

    /** Otto did something; this often. */
    void act(int times) {
        transaction.executeWithoutResult(status -> {
            for (int i = 0; i < times; i++) {
                audit.append(AuditRecord.of(
                        clock.instant(), otto.actor(), Tag.OPERATION, "test.act", "turned wheel " + i, Result.DONE));
            }
        });
    }

    /** A foreign program told of so many lines. */
    void flood(int lines) {
        record("intake/flood/line", Result.DONE, lines);
    }

    /** Otto did this, or was refused. */
    void record(String operation, Result result, int times) {
        transaction.executeWithoutResult(status -> {
            for (int i = 0; i < times; i++) {
                audit.append(AuditRecord.of(
                        clock.instant(), otto.actor(), Tag.AUDIT, operation, "this often: " + i, result));
            }
        });
    }

    /** Otto had a session that must be looked at. */
    UUID session(String... risks) {
        UUID id = UUID.randomUUID();
        Instant at = Moments.now(clock).minusSeconds(1);
        sessions.add(new Done(id, otto.id(), root, at, otto.login(), "root @ /web-03 (shell)", Set.of(risks)));
        return id;
    }

    /** Gives everything its place in the log. */
    void settle() {
        try {
            Eventually.holds("everything has its place", Duration.ofSeconds(20), () -> {
                log.carryOn();
                return log.standing().waiting() == 0;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Otto acts, and all since the last campaign is drawn from. */
    Campaign drawn(int acts) {
        // Of fewer, none might be drawn among all that the machine and the auditors did since.
        act(acts == 0 ? 0 : Math.max(acts, 60));
        Campaign campaign = announced();
        settle();
        if (!drawing.draw(campaign.id())) {
            throw new IllegalStateException("it could not be drawn");
        }
        return desk.require(campaign.name());
    }

    Campaign announced() {
        return desk.require(settling.open(anna.actor(), null, 31).toString());
    }

    List<Item> items(Campaign campaign) {
        return desk.row(desk.require(campaign.name())).items();
    }

    Item item(Campaign campaign, int ordinal) {
        return items(campaign).get(ordinal - 1);
    }

    Someone reviewer(Item item) {
        PersonId reviewer = Objects.requireNonNull(item.assignment()).reviewer();
        return Stream.of(anna, bert, mia)
                .filter(someone -> someone.id().equals(reviewer))
                .findFirst()
                .orElseThrow();
    }

    /** One of the two who may review Otto's work, and is not this one's reviewer. */
    Someone other(Item item) {
        return reviewer(item).equals(anna) ? bert : anna;
    }

    /** Opens it as the pages do. */
    void open(Someone who, Item item) {
        if (item.kind().equals(Item.SESSION)) {
            Actor actor = who.actor();
            transaction.executeWithoutResult(
                    status -> openings.opened(actor, HearsOpenings.Kind.SESSION, item.object(), clock.instant(), true));
        } else {
            search.open(who.actor(), item.object());
        }
    }

    /** Its reviewer opens it and finds it in order. */
    void judge(Item item) {
        Item now = item(desk.require(item.campaign().toString()), item.ordinal());
        Someone reviewer = reviewer(now);
        open(reviewer, now);
        judging.judge(reviewer.actor(), item.campaign(), item.ordinal(), inOrder());
    }

    /** A record of what Otto did. */
    Item ottos(Campaign campaign) {
        return items(campaign).stream()
                .filter(item -> otto.id().equals(item.person()) && item.kind().equals(Item.RECORD))
                .findFirst()
                .orElseThrow();
    }

    static Item.Assignment given(Item item) {
        return Objects.requireNonNull(item.assignment());
    }

    Judging.Said inOrder() {
        Checklist list = terms.checklist();
        return new Judging.Said(
                true,
                "",
                "looked at",
                list.number(),
                list.questions().stream().map(q -> "yes").toList());
    }

    Judging.Said finding(String what) {
        Checklist list = terms.checklist();
        return new Judging.Said(
                false,
                what,
                "",
                list.number(),
                list.questions().stream().map(q -> "no").toList());
    }

    /** Writes as the owner with the table's triggers off. */
    void past(String table, String statement, Object... parameters) {
        owner.sql("alter table record." + table + " disable trigger user").update();
        try {
            owner.sql(statement).params(parameters).update();
        } finally {
            owner.sql("alter table record." + table + " enable trigger user").update();
        }
    }

    static void assertRefused(String why, ThrowingCallable act) {
        assertThatThrownBy(act).isInstanceOfSatisfying(ActRefused.class, refused -> {
            Reason reason = refused.reason();
            assertThat(reason.key()).isEqualTo("record.review.refused." + why);
            assertThat(reason.duty()).isEqualTo("A112");
        });
    }
}
