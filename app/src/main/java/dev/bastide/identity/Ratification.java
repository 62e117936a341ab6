package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Two others ratify exactly the list of founding acts they have read, and with the second ratification founding closes for
 * ever. The database refuses a founder's own, one for another list, and closing with fewer than two.
 */
@Service
class Ratification {
    static final Action VOTE = new Action("approval.vote");

    private static final int EVALUATION_MIN = 10;
    private static final int EVALUATION_MAX = 2_000;
    private static final NoticeKind CLOSED = new NoticeKind("identity.founding-closed", false);

    private final JdbcClient jdbc;
    private final FoundingRows rows;
    private final FoundingList list;
    private final Clock clock;
    private final Founding founding;
    private final People people;
    private final SecondFactor factor;
    private final Notifications notifications;
    private final AuditLog audit;

    Ratification(
            JdbcClient jdbc,
            FoundingRows rows,
            FoundingList list,
            Clock clock,
            Founding founding,
            People people,
            SecondFactor factor,
            Notifications notifications,
            AuditLog audit) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.list = list;
        this.clock = clock;
        this.founding = founding;
        this.people = people;
        this.factor = factor;
        this.notifications = notifications;
        this.audit = audit;
    }

    /** Somebody who ratified the present list. */
    record Ratified(String name, String evaluation, Instant at) {}

    /** Who has ratified the list as it stands. */
    List<Ratified> standing() {
        Founding.State state = founding.state();
        return list.ratified(state.period(), state.listHash()).stream()
                .map(said -> new Ratified(
                        people.find(said.person())
                                .map(Person::name)
                                .orElse(said.person().toString()),
                        said.evaluation(),
                        said.at()))
                .toList();
    }

    /** Whether this actor could ratify now: for the page, which says why not. */
    Decision mayRatify(Actor actor) {
        Founding.State state = founding.state();
        if (state.closed()) {
            return Decision.refused(Reason.of("identity.founding.closed", "A49", "/founding"));
        }
        if (state.open()) {
            return Decision.refused(FoundingEnd.early(founding));
        }
        if (actor.person() == null || isFounder(state, actor.person())) {
            return Decision.refused(Reason.of("identity.founding.own", "A49", "/founding"));
        }
        if (!list.acts(state.period()).stream().allMatch(FoundingList.Act::ours)) {
            return Decision.refused(Reason.of("identity.founding.foreign-act", "A49", "/founding"));
        }
        List<Reason> lockOuts = founding.lockOuts();
        if (!lockOuts.isEmpty()) {
            return Decision.refused(FoundingEnd.lockedOut(lockOuts));
        }
        return Decision.permitted("ratification");
    }

    /**
     * Ratifies the list with this hash. The second ratification closes founding.
     *
     * @param code a code of the second factor; may be empty while it is fresh in the session
     */
    @Transactional
    public Founding.State ratify(Actor actor, String listHash, String evaluation, String code) {
        mayRatify(actor).orThrow();
        if (evaluation.strip().length() < EVALUATION_MIN || evaluation.length() > EVALUATION_MAX) {
            throw BadInput.in("evaluation", "identity.bad.evaluation");
        }
        if (jdbc.sql("select number from identity.founding_period where closed_at is null for update")
                .query(Integer.class)
                .optional()
                .isEmpty()) {
            throw new ActRefused(Reason.of("identity.founding.closed", "A49", "/founding"));
        }
        Founding.State state = founding.state();
        if (!state.listHash().equals(listHash)) {
            throw new ActRefused(Reason.of("identity.founding.changed", "A49", "/founding"));
        }
        factor.codeOrFresh(actor, code).orThrow();
        store(actor, state, evaluation.strip());
        record(actor, "founding.ratify", "ratified " + state.acts() + " founding acts, list " + listHash);
        Founding.State now = founding.state();
        if (now.ratifications() >= Founding.RATIFICATIONS_NEEDED) {
            close(actor, now);
        }
        return founding.state();
    }

    /** Whether this person has ratified the list as it stands. */
    boolean hasRatified(PersonId person) {
        Founding.State state = founding.state();
        return list.ratified(state.period(), state.listHash()).stream()
                .anyMatch(said -> said.person().equals(person));
    }

    private void store(Actor actor, Founding.State state, String evaluation) {
        if (!list.ratify(state.period(), actor.requirePerson(), state.listHash(), evaluation, clock.instant())) {
            throw new ActRefused(Reason.of("identity.founding.twice", "A49", "/founding"));
        }
    }

    private void close(Actor actor, Founding.State state) {
        rows.close(state.period(), clock.instant());
        record(actor, "founding.close", "founding is closed for ever, list " + state.listHash());
        List<PersonId> all = people.active().stream().map(Person::id).toList();
        notifications.tell(new Notice(CLOSED, all, "identity.founding.closed.notice", List.of(), "/founding"));
    }

    private boolean isFounder(Founding.State state, PersonId person) {
        return person.equals(state.founder())
                || list.acts(state.period()).stream().anyMatch(act -> person.equals(act.person()));
    }

    private void record(Actor actor, String operation, String what) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, operation, what, Result.DONE));
    }
}
