package dev.bastide.change;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.State;
import dev.bastide.change.engine.Target;
import dev.bastide.change.engine.Window;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes operations. What was asked for is only ever added to; where it stands moves forward. */
@Repository
class OperationRows {
    /** Something asked for, ready to be stored. */
    record Asked(
            UUID revision,
            int number,
            Kind kind,
            Content content,
            boolean production,
            boolean emergency,
            @Nullable Proof rehearsal,
            List<UUID> networkDevices,
            Instant at) {}

    /** Why a revision exists. */
    enum Kind {
        REQUEST,
        EDIT,
        EXTENSION,
        HANDOVER
    }

    /** The rehearsal that a production operation rests on. */
    record Proof(UUID session, Instant at) {}

    private final JdbcClient jdbc;

    OperationRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores a new operation that waits for approval. */
    void insertAsked(OperationId id, Asked asked, PersonId head, Instant lapses) {
        insert(id, asked, head, lapses)
                .param("state", "asked")
                .param("permit", null)
                .param("from", null)
                .param("to", null)
                .param("cause", null)
                .param("belongsTo", null)
                .update();
        insertRevision(id, asked);
    }

    /** Stores an emergency, which is open at once. */
    void insertEmergency(
            OperationId id, Asked asked, PersonId head, PermitId permit, OperationRequest.Urgency urgency) {
        Window.Fixed window = asked.content().window().opened(asked.at(), java.time.ZoneId.of("UTC"));
        insert(id, asked, head, window.to())
                .param("state", "approved")
                .param("permit", permit.value())
                .param("from", Timestamp.from(window.from()))
                .param("to", Timestamp.from(window.to()))
                .param("cause", urgency.cause().word())
                .param("belongsTo", urgency.belongsTo())
                .update();
        insertRevision(id, asked);
    }

    private JdbcClient.StatementSpec insert(OperationId id, Asked asked, PersonId head, Instant lapses) {
        Content content = asked.content();
        return jdbc.sql("""
                insert into change.operation
                    (id, node_id, production, emergency, state, owner_id, head_id, executor_id, revision_id, permit_id,
                     window_from, window_to, cause, belongs_to, asked_at, lapses_at, changed_at)
                values (:id, :node, :production, :emergency, :state, :owner, :head, :executor, :revision, :permit,
                        cast(:from as timestamptz), cast(:to as timestamptz), :cause, :belongsTo, :at, :lapses, :at)
                """)
                .param("id", id.value())
                .param("node", content.node().value())
                .param("production", asked.production())
                .param("emergency", asked.emergency())
                .param("owner", content.owner().value())
                .param("head", head.value())
                .param("executor", content.executor().value())
                .param("revision", asked.revision())
                .param("at", Timestamp.from(asked.at()))
                .param("lapses", Timestamp.from(lapses));
    }

    /** Stores what was asked for; it takes effect on its own only for a request or an edit. */
    void insertRevision(OperationId id, Asked asked) {
        Content content = asked.content();
        Window.@Nullable Fixed set = content.window() instanceof Window.Fixed fixed ? fixed : null;
        SpecificationRef spec = content.specification();
        Proof proof = asked.rehearsal();
        String canonical = content.canonical();
        jdbc.sql("""
                insert into change.operation_revision
                    (id, operation_id, revision, kind, production, emergency, purpose, account, spec_version_id,
                     spec_values, reason, impact, ticket, owner_id, executor_id, window_seconds, window_from, window_zone,
                     rehearsal_session, rehearsed_at, asked_at, content, content_hash)
                values (:id, :operation, :number, :kind, :production, :emergency, :purpose, :account, :spec, :values,
                        :reason, :impact, :ticket, :owner, :executor, :seconds, cast(:from as timestamptz), :zone,
                        :session, cast(:rehearsed as timestamptz), :at, :content, :hash)
                """)
                .param("id", asked.revision())
                .param("operation", id.value())
                .param("number", asked.number())
                .param("kind", asked.kind().name().toLowerCase(Locale.ROOT))
                .param("production", asked.production())
                .param("emergency", asked.emergency())
                .param("purpose", content.purpose().name().toLowerCase(Locale.ROOT))
                .param("account", content.targets().getFirst().account())
                .param("spec", spec == null ? null : spec.versionId())
                .param("values", spec == null ? "" : values(spec.values()))
                .param("reason", content.reason())
                .param("impact", content.impactText())
                .param("ticket", content.ticket())
                .param("owner", content.owner().value())
                .param("executor", content.executor().value())
                .param("seconds", content.window().length().toSeconds())
                .param("from", set == null ? null : Timestamp.from(set.from()))
                .param("zone", set == null ? null : set.zone().getId())
                .param("session", proof == null ? null : proof.session())
                .param("rehearsed", proof == null ? null : Timestamp.from(proof.at()))
                .param("at", Timestamp.from(asked.at()))
                .param("content", canonical)
                .param("hash", Content.sha256(canonical))
                .update();
        insertParts(asked, content);
    }

    private void insertParts(Asked asked, Content content) {
        int position = 0;
        for (Target target : content.targets()) {
            jdbc.sql("""
                    insert into change.operation_target (revision_id, host_id, node_id, path, network_device, position)
                    values (?, ?, ?, ?, ?, ?)
                    """)
                    .param(asked.revision())
                    .param(target.host().value())
                    .param(target.node().value())
                    .param(target.path())
                    .param(asked.networkDevices().contains(target.host().value()))
                    .param(position++)
                    .update();
        }
        insertSteps(asked.revision(), false, content.steps());
        insertSteps(asked.revision(), true, content.rollback());
        for (NodeId node : content.impact()) {
            jdbc.sql("insert into change.operation_impact (revision_id, node_id) values (?, ?)")
                    .param(asked.revision())
                    .param(node.value())
                    .update();
        }
    }

    private void insertSteps(UUID revision, boolean rollback, List<String> steps) {
        for (int i = 0; i < steps.size(); i++) {
            jdbc.sql("insert into change.operation_step (revision_id, rollback, position, step) values (?, ?, ?, ?)")
                    .param(revision)
                    .param(rollback)
                    .param(i)
                    .param(steps.get(i))
                    .update();
        }
    }

    /** Takes the row's lock, so that a decision, an edit and a cancellation come one after the other. */
    State lock(OperationId id) {
        return State.of(jdbc.sql("select state from change.operation where id = ? for update")
                .param(id.value())
                .query(String.class)
                .single());
    }

    /** The operation goes back to waiting with new content; the approval and permit before it count no more. */
    void edited(OperationId id, Asked asked, Instant lapses) {
        jdbc.sql("""
                update change.operation
                set state = 'asked', revision_id = ?, executor_id = ?, approval_id = null, permit_id = null,
                    window_from = null, window_to = null, lapses_at = ?, changed_at = ?
                where id = ?
                """)
                .param(asked.revision())
                .param(asked.content().executor().value())
                .param(Timestamp.from(lapses))
                .param(Timestamp.from(asked.at()))
                .param(id.value())
                .update();
    }

    /** What an approval opened. */
    record Opening(UUID revision, PersonId executor, ApprovalId approval, PermitId permit, Window.Fixed window) {}

    /** The operation is open by an approval, in a state it may already have had when it was extended. */
    void open(OperationId id, State state, Opening opening, Instant at) {
        jdbc.sql("""
                update change.operation
                set state = ?, revision_id = ?, executor_id = ?, approval_id = ?, permit_id = ?, window_from = ?,
                    window_to = ?, changed_at = ?
                where id = ?
                """)
                .param(state.word())
                .param(opening.revision())
                .param(opening.executor().value())
                .param(opening.approval().value())
                .param(opening.permit().value())
                .param(Timestamp.from(opening.window().from()))
                .param(Timestamp.from(opening.window().to()))
                .param(Timestamp.from(at))
                .param(id.value())
                .update();
    }

    /** The operation moves on. */
    void move(OperationId id, State state, Instant at) {
        jdbc.sql("update change.operation set state = ?, changed_at = ? where id = ?")
                .param(state.word())
                .param(Timestamp.from(at))
                .param(id.value())
                .update();
    }

    /** Values as stored: one {@code name=value} a line; neither holds a line break. */
    static String values(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
