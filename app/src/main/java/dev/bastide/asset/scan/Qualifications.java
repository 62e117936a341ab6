package dev.bastide.asset.scan;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.BadInput;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who is a professional of scans, shown to another person and for a time. Source: seed 000 s3.2 (A76). */
@Service
class Qualifications {
    static final Action QUALIFY = new Action("scan.qualify");
    private static final Duration LONGEST = Duration.ofDays(1_095);
    private static final String TABLE = "asset.scan_qualification";
    private static final String COLUMNS = """
            id, person, title, evidence, valid_from, valid_until, recorded_by, recorded_at, ended_at, mark""";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final People people;
    private final Authority may;
    private final AuditLog audit;
    private final Clock clock;

    Qualifications(JdbcClient jdbc, RowMarks marks, People people, Authority may, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.people = people;
        this.may = may;
        this.audit = audit;
        this.clock = clock;
    }

    /** The qualification that holds at this moment, of several the one that ends last. */
    Optional<Qualification> holding(PersonId person, Instant at) {
        return of(person).stream().filter(one -> one.holds(at)).findFirst();
    }

    List<Qualification> of(PersonId person) {
        return ours(jdbc.sql("select " + COLUMNS
                                + " from asset.scan_qualification where person = ? order by valid_until desc")
                        .param(person.value()))
                .stream()
                .filter(one -> one.person().equals(person))
                .toList();
    }

    List<Qualification> all() {
        return ours(
                jdbc.sql("select " + COLUMNS + " from asset.scan_qualification order by valid_until desc limit 500"));
    }

    /** Records that somebody else has shown what he is. */
    @Transactional
    Qualification record(Actor actor, Person person, String title, String evidence, Instant until) {
        may.mayAnywhere(actor, QUALIFY).orThrow();
        if (person.id().equals(actor.person())) {
            throw new ActRefused(Reason.of("asset.scan.refused.own-qualification", "A76", "/scans/qualifications"));
        }
        if (person.machine()) {
            throw BadInput.in("person", "asset.scan.bad.machine");
        }
        Instant now = Moments.now(clock);
        if (title.strip().length() < 3 || evidence.strip().length() < 10) {
            throw BadInput.in(title.strip().length() < 3 ? "title" : "evidence", "asset.scan.bad.short");
        }
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw BadInput.in("until", "asset.scan.bad.until");
        }
        Qualification made = new Qualification(
                UUID.randomUUID(),
                person.id(),
                title.strip(),
                evidence.strip(),
                now,
                until.truncatedTo(java.time.temporal.ChronoUnit.MICROS),
                actor.requirePerson(),
                now,
                null);
        jdbc.sql("""
                insert into asset.scan_qualification
                    (id, person, title, evidence, valid_from, valid_until, recorded_by, recorded_at, mark)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(made.id())
                .param(made.person().value())
                .param(made.title())
                .param(made.evidence())
                .param(Moments.utcOrNull(made.validFrom()))
                .param(Moments.utcOrNull(made.validUntil()))
                .param(made.recordedBy().value())
                .param(Moments.utcOrNull(now))
                .param(marks.of(TABLE, made.deciding()))
                .update();
        note(actor, made, person.name() + " is qualified to scan until " + made.validUntil() + ": " + made.title());
        return made;
    }

    /** Ends one before its time. */
    @Transactional
    void end(Actor actor, UUID id) {
        may.mayAnywhere(actor, QUALIFY).orThrow();
        Qualification held = all().stream()
                .filter(one -> one.id().equals(id) && one.endedAt() == null)
                .findFirst()
                .orElseThrow(() -> new dev.bastide.page.NoSuch("asset.scan.qualification", id.toString()));
        Instant now = Moments.now(clock);
        Qualification ended = new Qualification(
                held.id(),
                held.person(),
                held.title(),
                held.evidence(),
                held.validFrom(),
                held.validUntil(),
                held.recordedBy(),
                held.recordedAt(),
                now);
        jdbc.sql("update asset.scan_qualification set ended_at = ?, ended_by = ?, mark = ? where id = ?")
                .param(Moments.utcOrNull(now))
                .param(actor.requirePerson().value())
                .param(marks.of(TABLE, ended.deciding()))
                .param(id)
                .update();
        note(
                actor,
                ended,
                "The qualification of " + people.require(held.person()).name() + " ends: " + held.title());
    }

    private void note(Actor actor, Qualification of, String content) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, "scan.qualify", content, Result.DONE)
                .object("person", of.person()));
    }

    private List<Qualification> ours(JdbcClient.StatementSpec statement) {
        return statement.query((row, number) -> read(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Qualification> read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.reading(TABLE, id, () -> {
            Qualification one = new Qualification(
                    id,
                    new PersonId(row.getObject("person", UUID.class)),
                    row.getString("title"),
                    row.getString("evidence"),
                    Moments.require(row, "valid_from"),
                    Moments.require(row, "valid_until"),
                    new PersonId(row.getObject("recorded_by", UUID.class)),
                    Moments.require(row, "recorded_at"),
                    Moments.read(row, "ended_at"));
            return marks.isOurs(TABLE, id, row.getBytes("mark"), one.deciding()) ? Optional.of(one) : Optional.empty();
        });
    }
}
