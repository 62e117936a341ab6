package dev.bastide.approval;

import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of votes, written once, and of what was shown in which session. */
@Repository
class Votes {
    private final JdbcClient jdbc;

    Votes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Every row of the approval in the order written. */
    List<Vote> of(ApprovalId approval) {
        return jdbc.sql("""
                        select voter, verdict, evaluation, shown_hash, as_head, voted_at
                        from approval.vote
                        where approval = ?
                        order by id
                        """).param(approval.value()).query(Votes::read).list();
    }

    /** Every vote on every approval of the subject in the order written. */
    List<Vote> ofSubject(UUID subject) {
        return jdbc.sql("""
                        select v.voter, v.verdict, v.evaluation, v.shown_hash, v.as_head, v.voted_at
                        from approval.vote v
                        join approval.approval a on a.id = v.approval
                        where a.subject = ?
                        order by v.id
                        """).param(subject).query(Votes::read).list();
    }

    void add(ApprovalId approval, Vote vote, String factor, @Nullable String session) {
        jdbc.sql("""
                        insert into approval.vote (approval, voter, verdict, evaluation, shown_hash, as_head, factor,
                            session, voted_at)
                        values (:approval, :voter, :verdict, :evaluation, :hash, :asHead, :factor, :session, :now)
                        """)
                .param("approval", approval.value())
                .param("voter", vote.voter().value())
                .param("verdict", vote.verdict())
                .param("evaluation", vote.evaluation())
                .param("hash", vote.shownHash())
                .param("asHead", vote.asHead())
                .param("factor", factor)
                .param("session", session)
                .param("now", Timestamp.from(vote.votedAt()))
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

    private static Vote read(ResultSet row, int number) throws SQLException {
        return new Vote(
                new PersonId(row.getObject("voter", UUID.class)),
                row.getString("verdict"),
                row.getString("evaluation"),
                row.getString("shown_hash"),
                row.getBoolean("as_head"),
                row.getTimestamp("voted_at").toInstant());
    }
}
