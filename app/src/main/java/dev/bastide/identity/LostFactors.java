package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The way back for somebody who lost the second factor: two other people who know him confirm it; then his factors, codes
 * and sessions end, and he enrols anew. The database counts the two.
 */
@Service
public class LostFactors {
    private static final Duration OPEN_FOR = Duration.ofHours(24);
    private static final int CONFIRMATIONS = 2;

    /** How long the word of two others lets its person be invited anew. */
    private static final Duration COUNTS_FOR = Duration.ofDays(30);

    private static final String CONFIRMED = "identity.lost_factor_confirmation";
    private static final int EVALUATION_MIN = 10;
    private static final int EVALUATION_MAX = 2_000;
    private static final List<String> CONFIRMING =
            List.of(Duty.ADMINISTRATOR, Duty.APPROVER, Duty.ISO, Duty.SECURITY_ENGINEER);
    private static final NoticeKind ASKED = NoticeKind.security("identity.lost-factor");

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;
    private final Duties duties;
    private final FoundingRows founders;
    private final SecondFactor factor;
    private final AddressBook book;
    private final Notifications notifications;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    LostFactors(
            JdbcClient jdbc,
            RowMarks marks,
            Clock clock,
            Duties duties,
            FoundingRows founders,
            SecondFactor factor,
            AddressBook book,
            Notifications notifications,
            AuditLog audit,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.clock = clock;
        this.duties = duties;
        this.founders = founders;
        this.factor = factor;
        this.book = book;
        this.notifications = notifications;
        this.audit = audit;
        this.events = events;
    }

    /** An open request. */
    record Lost(LostFactorMark request, String name, String login, Instant expires, String address) {
        public UUID id() {
            return request.id();
        }

        public PersonId person() {
            return new PersonId(request.person());
        }

        public Instant asked() {
            return request.asked();
        }
    }

    /** What somebody confirmed, as far as this program wrote it. */
    record Confirmation(PersonId by, String name, String evaluation, Instant at) {}

    /** Files the request of somebody who has proved his password; one that is open already stays as it is. */
    @Transactional
    public void ask(Actor actor, Person person) {
        file(actor, person, null);
    }

    /**
     * Files the request for somebody who forgot the password too and so cannot ask. Whoever asks for another confirms
     * nothing of it: three people know of it then.
     */
    @Transactional
    public void askFor(Actor actor, Person person) {
        if (person.machine() || !person.active() || person.id().equals(actor.person())) {
            throw new ActRefused(Reason.of("identity.invite.nobody", "A109", "/people/" + person.id()));
        }
        file(actor, person, actor.requirePerson());
    }

    private void file(Actor actor, Person person, @Nullable PersonId asker) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        update identity.lost_factor set closed_at = :now
                        where person = :person and done_at is null and closed_at is null and expires_at <= :now
                        """)
                .param("now", Timestamp.from(now))
                .param("person", person.id().value())
                .update();
        UUID id = UUID.randomUUID();
        @Nullable UUID by = asker == null ? null : asker.value();
        int filed = jdbc.sql("""
                        insert into identity.lost_factor (id, person, asked_at, expires_at, address, asked_by, mark)
                        values (:id, :person, :now, :expires, :address, :asker, :mark)
                        on conflict do nothing
                        """)
                .param("id", id)
                .param("person", person.id().value())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(OPEN_FOR)))
                .param("address", actor.address())
                .param("asker", by, java.sql.Types.OTHER)
                .param("mark", new LostFactorMark(id, person.id().value(), by, now, null).made(marks))
                .update();
        if (filed == 0) {
            return;
        }
        record(actor, person.id(), "factor.report-lost", "second factor reported lost by " + person.login());
        List<PersonId> others = CONFIRMING.stream()
                .flatMap(duty -> book.withDuty(duty).stream())
                .filter(other -> !other.equals(person.id()))
                .distinct()
                .toList();
        // The person himself is told too: whoever did not ask this learns that his password is known to another.
        List<PersonId> told =
                Stream.concat(others.stream(), Stream.of(person.id())).toList();
        notifications.tell(
                new Notice(ASKED, told, "identity.lost.notice", List.of(person.name()), "/lost-factor/" + id));
    }

    /** The request with this id, if it is open. */
    Optional<Lost> find(UUID id) {
        return ours(jdbc.sql(SELECT + "and l.id = :id")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("id", id))
                .stream()
                .filter(lost -> lost.id().equals(id))
                .findFirst();
    }

    /** Open requests that this person could still confirm. */
    List<Lost> waitingFor(PersonId confirmer) {
        if (duties.current(confirmer)
                .filter(held -> CONFIRMING.contains(held.duty()))
                .isEmpty()) {
            return List.of();
        }
        return ours(jdbc.sql(SELECT + """
                        and l.person <> :me
                        and not exists (select 1 from identity.lost_factor_confirmation c
                            where c.request = l.id and c.confirmer = :me)
                        order by l.asked_at
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("me", confirmer.value()));
    }

    /** What others have confirmed already. */
    List<Confirmation> confirmations(UUID id) {
        List<Confirmation> read = new ArrayList<>();
        jdbc.sql("""
                        select p.name, c.confirmer, c.evaluation, c.at, c.mark, l.person
                        from identity.lost_factor_confirmation c
                        join identity.person p on p.id = c.confirmer
                        join identity.lost_factor l on l.id = c.request
                        where c.request = ? order by c.at
                        """).param(id).query(row -> {
            UUID lost = row.getObject("person", UUID.class);
            UUID confirmer = row.getObject("confirmer", UUID.class);
            String evaluation = row.getString("evaluation");
            Instant at = row.getTimestamp("at").toInstant();
            if (marks.isOurs(
                    CONFIRMED, id + " by " + confirmer, row.getBytes("mark"), id, lost, confirmer, evaluation, at)) {
                read.add(new Confirmation(new PersonId(confirmer), row.getString("name"), evaluation, at));
            }
        });
        return read;
    }

    /**
     * Confirms that it is really this person who lost the factor; the second confirmation takes the old ones away. True
     * when it did. Throws {@link ActRefused} for one's own request, a second time, a wrong code or a duty that does not.
     */
    @Transactional
    public boolean confirm(Actor actor, UUID id, String evaluation, String code) {
        PersonId me = actor.requirePerson();
        jdbc.sql("select id from identity.lost_factor where id = ? for update")
                .param(id)
                .query(UUID.class)
                .optional();
        Lost lost = find(id).orElseThrow(() -> new ActRefused(Reason.of("identity.lost.closed", "A109", "/")));
        if (waitingFor(me).stream().noneMatch(open -> open.id().equals(id))) {
            throw new ActRefused(Reason.of("identity.lost.not-you", "A109", "/"));
        }
        if (!handsAreOurs(me, lost.person()) || sameHand(id, me)) {
            throw new ActRefused(Reason.of("identity.lost.same-hand", "A109", "/"));
        }
        if (evaluation.strip().length() < EVALUATION_MIN || evaluation.length() > EVALUATION_MAX) {
            throw BadInput.in("evaluation", "identity.bad.evaluation");
        }
        factor.codeOrFresh(actor, code).orThrow();
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Timestamp now = Timestamp.from(at);
        jdbc.sql("""
                        insert into identity.lost_factor_confirmation (request, confirmer, evaluation, at, mark)
                        values (:request, :me, :evaluation, :now, :mark)
                        """)
                .param("mark", marks.of(CONFIRMED, id, lost.person().value(), me.value(), evaluation.strip(), at))
                .param("request", id)
                .param("me", me.value())
                .param("evaluation", evaluation.strip())
                .param("now", now)
                .update();
        record(
                actor,
                lost.person(),
                "factor.confirm-lost",
                "confirmed that " + lost.login() + " lost the second factor");
        if (confirmations(id).size() < CONFIRMATIONS) {
            return false;
        }
        takeAway(actor, lost, at);
        return true;
    }

    /**
     * Whether two others confirmed of late, by this program, that the person cannot prove himself, and nobody came in by
     * it yet. The inviter is neither of the two. What the database alone says of it does not count.
     */
    public boolean areConfirmed(PersonId person, @Nullable PersonId inviter) {
        List<LostFactorMark> finished = new ArrayList<>();
        jdbc.sql("""
                        select l.id, l.person, l.asked_by, l.asked_at, l.done_at, l.mark from identity.lost_factor l
                        where l.person = :person and l.done_at > :since
                            and not exists (select 1 from identity.password w
                                join identity.login g on g.name = w.login
                                where g.person = l.person and w.set_at >= l.done_at)
                            and not exists (select 1 from identity.factor f
                                where f.person = l.person and f.confirmed_at >= l.done_at)
                        """)
                .param("person", person.value())
                .param("since", Timestamp.from(clock.instant().minus(COUNTS_FOR)))
                .query(row -> {
                    LostFactorMark request = LostFactorMark.of(row);
                    if (request.isOurs(marks, row.getBytes("mark"))
                            && request.person().equals(person.value())) {
                        finished.add(request);
                    }
                });
        return finished.stream().anyMatch(request -> isConfirmed(request, inviter));
    }

    private boolean isConfirmed(LostFactorMark request, @Nullable PersonId inviter) {
        Set<PersonId> confirmers =
                confirmations(request.id()).stream().map(Confirmation::by).collect(Collectors.toSet());
        boolean byOthers = confirmers.stream()
                .map(PersonId::value)
                .noneMatch(one -> one.equals(request.person()) || one.equals(request.asker()));
        return byOthers && confirmers.size() >= CONFIRMATIONS && (inviter == null || !confirmers.contains(inviter));
    }

    // It judges by who gave whom which duty, and by who founded; of these rows none may be somebody else's.
    private boolean handsAreOurs(PersonId confirmer, PersonId lost) {
        List<PersonId> hands = jdbc.sql("select identity.hands_behind(?) as person")
                .param(confirmer.value())
                .query((row, number) -> new PersonId(row.getObject("person", UUID.class)))
                .list();
        return founders.foundersAreOurs()
                && duties.areOurs(lost)
                && hands.stream().allMatch(duties::areOurs);
    }

    // The database judges, since it must refuse the same past this program.
    private boolean sameHand(UUID request, PersonId confirmer) {
        return jdbc.sql("select identity.is_same_hand(?, ?)")
                .params(request, confirmer.value())
                .query(Boolean.class)
                .single();
    }

    private void takeAway(Actor actor, Lost lost, Instant at) {
        Timestamp now = Timestamp.from(at);
        UUID person = lost.person().value();
        jdbc.sql("update identity.lost_factor set done_at = ?, mark = ? where id = ?")
                .params(now, lost.request().doneAt(at).made(marks), lost.id())
                .update();
        jdbc.sql("update identity.factor set removed_at = ? where person = ? and removed_at is null")
                .params(now, person)
                .update();
        jdbc.sql("update identity.recovery_code set used_at = ? where person = ? and used_at is null")
                .params(now, person)
                .update();
        jdbc.sql(
                        "update identity.web_session set ended_at = ?, ended_why = 'factor lost' where person = ? and ended_at is null")
                .params(now, person)
                .update();
        jdbc.sql("update identity.api_token set revoked_at = ? where person = ? and revoked_at is null")
                .params(now, person)
                .update();
        record(
                actor,
                lost.person(),
                "factor.remove-lost",
                "second factors of " + lost.login() + " removed, to enrol anew");
        events.publishEvent(new SessionsEnded(lost.person()));
    }

    private static final String SELECT = """
            select l.id, l.person, l.asked_by, l.asked_at, l.done_at, l.mark, p.name, g.name as login, l.expires_at,
                l.address
            from identity.lost_factor l
            join identity.person p on p.id = l.person and p.disabled_at is null
            join identity.login g on g.person = p.id and g.main
            where l.done_at is null and l.closed_at is null and l.expires_at > :now
            """;

    // One that was written past this program is not there: nobody is asked to confirm it.
    private List<Lost> ours(JdbcClient.StatementSpec asked) {
        List<Lost> found = new ArrayList<>();
        asked.query(row -> {
            Lost lost = read(row);
            if (lost.request().isOurs(marks, row.getBytes("mark"))) {
                found.add(lost);
            }
        });
        return found;
    }

    private static Lost read(ResultSet row) throws SQLException {
        return new Lost(
                LostFactorMark.of(row),
                row.getString("name"),
                row.getString("login"),
                row.getTimestamp("expires_at").toInstant(),
                row.getString("address"));
    }

    private void record(Actor actor, PersonId person, String operation, String what) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, operation, what, Result.DONE)
                .object("person", person));
    }
}
