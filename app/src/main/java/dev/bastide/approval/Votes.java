package dev.bastide.approval;

import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table of votes, written once, and of what was shown in which session. A vote that this program did not write is as
 * if it were not there.
 */
@Repository
class Votes {
    private static final String TABLE = "approval.vote";
    private static final String SELECT = """
            select v.id, v.approval, v.voter, v.verdict, v.evaluation, v.shown_hash, v.as_head, v.factor, v.session,
                v.voted_at, v.mark
            from approval.vote v
            """;

    private final JdbcClient jdbc;
    private final RowMarks marks;

    Votes(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** How the voter proved who he is, and in which session. */
    record Proof(String factor, @Nullable String session) {}

    /** A vote as stored, which may be anybody's. */
    private record Row(long id, ApprovalId approval, Vote vote, Proof proof, byte @Nullable [] mark) {}

    /** Every vote on the approval in the order written. */
    List<Vote> of(ApprovalId approval) {
        return ours(
                jdbc.sql(SELECT + "where v.approval = ? order by v.id").param(approval.value()),
                row -> row.approval().equals(approval));
    }

    /** Every vote on every approval of the subject in the order written. */
    List<Vote> ofSubject(UUID subject) {
        return ours(jdbc.sql(SELECT + """
                        join approval.approval a on a.id = v.approval
                        where a.subject = ?
                        order by v.id
                        """).param(subject), row -> true);
    }

    // Who owns the database can put an operator of his own before the ones of the question.
    private List<Vote> ours(JdbcClient.StatementSpec query, Predicate<Row> asked) {
        return query.query(Votes::read).list().stream()
                .filter(asked)
                .filter(row ->
                        marks.isOurs(TABLE, row.id(), row.mark(), deciding(row.approval(), row.vote(), row.proof())))
                .map(Row::vote)
                .toList();
    }

    private static @Nullable Object[] deciding(ApprovalId approval, Vote vote, Proof proof) {
        return new @Nullable Object[] {
            approval.value(),
            vote.voter().value(),
            vote.verdict(),
            vote.evaluation(),
            vote.shownHash(),
            vote.asHead(),
            proof.factor(),
            proof.session(),
            vote.votedAt()
        };
    }

    void add(ApprovalId approval, Vote vote, Proof proof) {
        jdbc.sql("""
                        insert into approval.vote (approval, voter, verdict, evaluation, shown_hash, as_head, factor,
                            session, voted_at, mark)
                        values (:approval, :voter, :verdict, :evaluation, :hash, :asHead, :factor, :session, :now, :mark)
                        """)
                .param("approval", approval.value())
                .param("voter", vote.voter().value())
                .param("verdict", vote.verdict())
                .param("evaluation", vote.evaluation())
                .param("hash", vote.shownHash())
                .param("asHead", vote.asHead())
                .param("factor", proof.factor())
                .param("session", proof.session())
                .param("now", Timestamp.from(vote.votedAt()))
                .param("mark", marks.of(TABLE, deciding(approval, vote, proof)))
                .update();
    }

    /** Approvals this person has already voted on. */
    Set<ApprovalId> votedBy(PersonId voter) {
        return Set.copyOf(jdbc.sql("""
                        select distinct v.approval
                        from approval.vote v
                        join approval.approval a on a.id = v.approval and a.state = 'waiting'
                        where v.voter = ?
                        """)
                .param(voter.value())
                .query((row, number) -> new ApprovalId(row.getObject("approval", UUID.class)))
                .list());
    }

    /** Notes that the page with this content was shown in the actor's session. */
    void shown(ApprovalId approval, Actor actor, String hash, Instant now) {
        if (actor.person() == null || actor.session() == null) {
            return;
        }
        jdbc.sql("""
                        insert into approval.shown (approval, person, session, shown_hash, shown_at)
                        values (:approval, :person, :session, :hash, :now)
                        on conflict (approval, person, session)
                        do update set shown_hash = excluded.shown_hash, shown_at = excluded.shown_at
                        """)
                .param("approval", approval.value())
                .param("person", actor.requirePerson().value())
                .param("session", actor.session())
                .param("hash", hash)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Whether this content was shown in the actor's session within the given time. */
    boolean wasShown(ApprovalId approval, Actor actor, String hash, Instant now, Duration within) {
        if (actor.person() == null || actor.session() == null) {
            return false;
        }
        return jdbc.sql("""
                        select exists (select from approval.shown
                            where approval = :approval and person = :person and session = :session
                                and shown_hash = :hash and shown_at > :since)
                        """)
                .param("approval", approval.value())
                .param("person", actor.requirePerson().value())
                .param("session", actor.session())
                .param("hash", hash)
                .param("since", Timestamp.from(now.minus(within)))
                .query(Boolean.class)
                .single();
    }

    private static Row read(ResultSet row, int number) throws SQLException {
        Vote vote = new Vote(
                new PersonId(row.getObject("voter", UUID.class)),
                row.getString("verdict"),
                row.getString("evaluation"),
                row.getString("shown_hash"),
                row.getBoolean("as_head"),
                row.getTimestamp("voted_at").toInstant());
        return new Row(
                row.getLong("id"),
                new ApprovalId(row.getObject("approval", UUID.class)),
                vote,
                new Proof(row.getString("factor"), row.getString("session")),
                row.getBytes("mark"));
    }
}
