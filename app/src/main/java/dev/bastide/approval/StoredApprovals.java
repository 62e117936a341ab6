package dev.bastide.approval;

import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of approvals. */
@Repository
class StoredApprovals {
    private static final String SELECT = """
            select id, subject_kind, subject, title_key, title_args, content, content_hash, requester, executor,
                barred, node, voting_action, path, state, asked_at, decided_at
            from approval.approval
            """;

    private final JdbcClient jdbc;

    StoredApprovals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(ApprovalId id, ApprovalAsk ask, List<String> content, Instant now) {
        @Nullable PersonId executor = ask.executor();
        jdbc.sql("""
                        insert into approval.approval (id, subject_kind, subject, title_key, title_args, content,
                            content_hash, requester, executor, barred, node, voting_action, path, asked_at)
                        values (:id, :kind, :subject, :titleKey, :titleArgs, :content,
                            :hash, :requester, :executor, :barred, :node, :action, :path, :now)
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
                .update();
    }

    Optional<Approval> find(ApprovalId id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id.value())
                .query(StoredApprovals::read)
                .optional();
    }

    /** Reads and locks it until the transaction ends, so that vote and edit come one after the other. */
    Optional<Approval> lock(ApprovalId id) {
        return jdbc.sql(SELECT + "where id = ? for update")
                .param(id.value())
                .query(StoredApprovals::read)
                .optional();
    }

    /** Reads and locks what waits or was approved for this subject. */
    List<Approval> lockLiving(UUID subject) {
        return jdbc.sql(SELECT + "where subject = ? and state in ('waiting', 'approved') order by id for update")
                .param(subject)
                .query(StoredApprovals::read)
                .list();
    }

    /** The request before this one for the same subject: what an edit is compared with. */
    Optional<Approval> before(Approval approval) {
        return jdbc.sql(SELECT + """
                        where subject = :subject and subject_kind = :kind and asked_at <= :at and id <> :id
                        order by asked_at desc
                        limit 1
                        """)
                .param("subject", approval.subject())
                .param("kind", approval.subjectKind())
                .param("at", Timestamp.from(approval.askedAt()))
                .param("id", approval.id().value())
                .query(StoredApprovals::read)
                .optional();
    }

    /** The latest request for this subject. */
    Optional<Approval> latest(UUID subject) {
        return jdbc.sql(SELECT + "where subject = ? order by asked_at desc limit 1")
                .param(subject)
                .query(StoredApprovals::read)
                .optional();
    }

    /** Everything that waits, oldest first. */
    List<Approval> waiting(int limit) {
        return jdbc.sql(SELECT + "where state = 'waiting' order by asked_at limit ?")
                .param(limit)
                .query(StoredApprovals::read)
                .list();
    }

    /** The latest requests in these states, newest first. */
    List<Approval> recent(Set<Approval.State> states, int limit) {
        return jdbc.sql(SELECT + "where state = any (:states) order by asked_at desc, id limit :limit")
                .param("states", states.stream().map(Approval.State::word).toArray(String[]::new))
                .param("limit", limit)
                .query(StoredApprovals::read)
                .list();
    }

    void advance(ApprovalId id, Approval.State state, Instant now) {
        jdbc.sql("update approval.approval set state = :state, decided_at = :now where id = :id")
                .param("state", state.word())
                .param("now", Timestamp.from(now))
                .param("id", id.value())
                .update();
    }

    private static Approval read(ResultSet row, int number) throws SQLException {
        @Nullable UUID executor = row.getObject("executor", UUID.class);
        @Nullable Timestamp decided = row.getTimestamp("decided_at");
        return new Approval(
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
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }
}
