package dev.bastide.approval;

import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of approvals. One that this program did not write as it stands is as if it were not there. */
@Repository
class StoredApprovals {
    private static final String TABLE = "approval.approval";
    private static final String SELECT = """
            select id, subject_kind, subject, title_key, title_args, content, content_hash, requester, executor,
                barred, node, voting_action, path, state, asked_at, decided_at,
                mark
            from approval.approval
            """;

    private final JdbcClient jdbc;
    private final RowMarks marks;

    StoredApprovals(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** An approval as stored, which may be anybody's. */
    private record Row(Approval approval, byte @Nullable [] mark) {}

    void add(ApprovalId id, ApprovalAsk ask, List<String> content, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        @Nullable PersonId executor = ask.executor();
        Approval asked = new Approval(
                id,
                ask.subjectKind(),
                ask.subject(),
                ask.titleKey(),
                ask.titleArgs(),
                content,
                ask.contentHash(),
                ask.requester(),
                executor,
                ask.barred(),
                ask.node(),
                ask.votingAction(),
                ask.path(),
                Approval.State.WAITING,
                now,
                null);
        jdbc.sql("""
                        insert into approval.approval (id, subject_kind, subject, title_key, title_args, content,
                            content_hash, requester, executor, barred, node, voting_action, path, asked_at, mark)
                        values (:id, :kind, :subject, :titleKey, :titleArgs, :content,
                            :hash, :requester, :executor, :barred, :node, :action, :path, :now, :mark)
                        """)
                .param("id", id.value())
                .param("kind", ask.subjectKind())
                .param("subject", ask.subject())
                .param("titleKey", ask.titleKey())
                .param("titleArgs", ask.titleArgs().toArray(String[]::new))
                .param("content", content.toArray(String[]::new))
                .param("hash", ask.contentHash())
                .param("requester", ask.requester().value())
                .param("executor", executor == null ? null : executor.value())
                .param("barred", ask.barred().stream().map(PersonId::value).toArray(UUID[]::new))
                .param("node", ask.node().value())
                .param("action", ask.votingAction().name())
                .param("path", ask.path())
                .param("now", Timestamp.from(now))
                .param("mark", marks.of(TABLE, deciding(asked)))
                .update();
    }

    Optional<Approval> find(ApprovalId id) {
        return one(
                jdbc.sql(SELECT + "where id = ?").param(id.value()),
                found -> found.id().equals(id));
    }

    /** Reads and locks it until the transaction ends, so that vote and edit come one after the other. */
    Optional<Approval> lock(ApprovalId id) {
        return one(
                jdbc.sql(SELECT + "where id = ? for update").param(id.value()),
                found -> found.id().equals(id));
    }

    /** Reads and locks what waits or was approved for this subject. */
    List<Approval> lockLiving(UUID subject) {
        return ours(jdbc.sql(SELECT + "where subject = ? and state in ('waiting', 'approved') order by id for update")
                        .param(subject))
                .stream()
                .filter(found -> found.subject().equals(subject))
                .toList();
    }

    /** The request before this one for the same subject: what an edit is compared with. */
    Optional<Approval> before(Approval approval) {
        return one(
                jdbc.sql(SELECT + """
                        where subject = :subject and subject_kind = :kind and asked_at <= :at and id <> :id
                        order by asked_at desc
                        limit 1
                        """)
                        .param("subject", approval.subject())
                        .param("kind", approval.subjectKind())
                        .param("at", Timestamp.from(approval.askedAt()))
                        .param("id", approval.id().value()),
                found -> found.subject().equals(approval.subject()));
    }

    /** The latest request for this subject. */
    Optional<Approval> latest(UUID subject) {
        return one(
                jdbc.sql(SELECT + "where subject = ? order by asked_at desc limit 1")
                        .param(subject),
                found -> found.subject().equals(subject));
    }

    /** Everything that waits, oldest first. */
    List<Approval> waiting(int limit) {
        return ours(jdbc.sql(SELECT + "where state = 'waiting' order by asked_at limit ?")
                .param(limit));
    }

    /** The latest requests in these states, newest first. */
    List<Approval> recent(Set<Approval.State> states, int limit) {
        return ours(jdbc.sql(SELECT + "where state = any (:states) order by asked_at desc, id limit :limit")
                .param("states", states.stream().map(Approval.State::word).toArray(String[]::new))
                .param("limit", limit));
    }

    void advance(Approval approval, Approval.State state, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("update approval.approval set state = :state, decided_at = :now, mark = :mark where id = :id")
                .param("state", state.word())
                .param("now", Timestamp.from(now))
                .param("mark", marks.of(TABLE, deciding(approval.decided(state, now))))
                .param("id", approval.id().value())
                .update();
    }

    // Who owns the database can put an operator of his own before the ones of the question.
    private Optional<Approval> one(JdbcClient.StatementSpec query, Predicate<Approval> asked) {
        return ours(query).stream().filter(asked).findFirst();
    }

    private List<Approval> ours(JdbcClient.StatementSpec query) {
        return query.query(StoredApprovals::read).list().stream()
                .filter(row -> marks.isOurs(TABLE, row.approval().id(), row.mark(), deciding(row.approval())))
                .map(Row::approval)
                .toList();
    }

    // What was asked, of whom, by whom, and where it stands; only the title, which is words, is left out.
    private static @Nullable Object[] deciding(Approval approval) {
        @Nullable PersonId executor = approval.executor();
        return new @Nullable Object[] {
            approval.id().value(),
            approval.subjectKind(),
            approval.subject(),
            approval.content(),
            approval.contentHash(),
            approval.requester().value(),
            executor == null ? null : executor.value(),
            approval.barred().stream().map(PersonId::toString).sorted().toList(),
            approval.node().value(),
            approval.votingAction().name(),
            approval.path(),
            approval.state().word(),
            approval.askedAt(),
            approval.decidedAt()
        };
    }

    private static Row read(ResultSet row, int number) throws SQLException {
        @Nullable UUID executor = row.getObject("executor", UUID.class);
        @Nullable Timestamp decided = row.getTimestamp("decided_at");
        Approval approval = new Approval(
                new ApprovalId(row.getObject("id", UUID.class)),
                row.getString("subject_kind"),
                row.getObject("subject", UUID.class),
                row.getString("title_key"),
                List.of(texts(row.getArray("title_args"))),
                List.of(texts(row.getArray("content"))),
                row.getString("content_hash"),
                new PersonId(row.getObject("requester", UUID.class)),
                executor == null ? null : new PersonId(executor),
                Arrays.stream((UUID[]) row.getArray("barred").getArray())
                        .map(PersonId::new)
                        .collect(Collectors.toUnmodifiableSet()),
                new NodeId(row.getObject("node", UUID.class)),
                new Action(row.getString("voting_action")),
                row.getString("path"),
                Approval.State.of(row.getString("state")),
                row.getTimestamp("asked_at").toInstant(),
                decided == null ? null : decided.toInstant());
        return new Row(approval, row.getBytes("mark"));
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }
}
