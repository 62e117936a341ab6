package dev.bastide.access.rights;

import dev.bastide.access.rights.HeldGrant.Life;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.FoundingRows;
import dev.bastide.identity.RowMarks;
import dev.bastide.servicetree.TreeSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads rights outside of any running transaction: what is held in memory was committed. */
@Repository
class RightsTables {
    /** Grants that ended within this time are held too, so that a refusal can say what happened. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    /** How far the clocks of two programs on one database may lie apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final FoundingRows founding;
    private final TransactionTemplate outside;
    private final Clock clock;

    RightsTables(
            JdbcClient jdbc,
            RowMarks marks,
            FoundingRows founding,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.founding = founding;
        this.marks = marks;
        this.outside = new TransactionTemplate(transactions);
        this.outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
        this.clock = clock;
    }

    RightsStamp stamp() {
        RightsStamp stamp = outside.execute(status -> {
            // Marks are compared when these rows change, not each time.
            FoundingRows.Stands founded = founding.now();
            return jdbc.sql("""
                        select (select value from access.epoch) as epoch,
                            (select version from servicetree.published_version) as tree,
                            (select count(*) from identity.published_duty where ended_at is not null) as ended,
                            (select count(*) from identity.published_person where active) as active
                        """).query((row, number) -> stamp(row, founded)).single();
        });
        if (stamp == null) {
            throw new IllegalStateException("the epoch could not be read");
        }
        return stamp;
    }

    /** The stamp was read before: a change in between makes the rights newer than they say, never older. */
    Rights read(RightsStamp stamp, TreeSnapshot tree, RoleBook roles, @Nullable Rights before) {
        if (before != null) {
            writeUse(before);
        }
        List<HeldGrant.Facts> grants = outside.execute(status -> grants(roles));
        return new Rights(stamp, tree, roles.require(RoleBook.FOUNDER), grants == null ? List.of() : grants);
    }

    // Marks are compared here, once for each change of rights, and never when a question is asked. Dates are read no
    // further than the rule reaches.
    private List<HeldGrant.Facts> grants(RoleBook roles) {
        Instant now = clock.instant();
        List<HeldGrant.Facts> read = new ArrayList<>();
        jdbc.sql("""
                        select %s, g.ended_at,
                            least(g.expires_at, case when g.exception_reason is null then g.granted_at + interval '3 months'
                                else g.granted_at + interval '720 hours' end) as counts_until,
                            d.ended_at as duty_ended_at, p.active
                        from access.role_grant g
                        join identity.published_duty d on d.assignment = g.assignment
                        join identity.published_person p on p.id = g.person
                        where coalesce(g.ended_at, g.expires_at) > :since and g.granted_at <= :now
                        """.formatted(GrantMark.COLUMNS))
                .param("since", Timestamp.from(now.minus(REMEMBERED)))
                .param("now", Timestamp.from(now.plus(SKEW)))
                .query(row -> {
                    if (GrantMark.isOurs(marks, row) && stands(row, roles)) {
                        roles.find(row.getString("role")).ifPresent(role -> read.add(facts(row, role, roles)));
                    }
                });
        return read;
    }

    // By today's matrix and today's separation, which may have become stricter since the grant was given.
    private static boolean stands(ResultSet row, RoleBook roles) throws SQLException {
        String duty = row.getString("duty");
        String role = row.getString("role");
        return isException(row)
                ? roles.mayBeException(duty) && roles.separated(duty, role).isEmpty()
                : roles.grantable(duty, role, false);
    }

    private static boolean isException(ResultSet row) throws SQLException {
        return row.getString("exception_reason") != null;
    }

    /** Writes down which grants were used, so that unused ones can be flagged. A lost minute does no harm. */
    void writeUse(Rights rights) {
        Map<HeldGrant, Long> uses = new LinkedHashMap<>();
        for (HeldGrant grant : rights.all()) {
            long used = grant.lastUsedMillis();
            if (used > grant.writtenMillis()) {
                uses.put(grant, used);
            }
        }
        if (uses.isEmpty()) {
            return;
        }
        outside.executeWithoutResult(status -> jdbc.sql("""
                        update access.role_grant g
                        set last_used_at = to_timestamp(u.used / 1000.0)
                        from unnest(:ids, :used) as u (id, used)
                        where g.id = u.id
                            and (g.last_used_at is null or g.last_used_at < to_timestamp(u.used / 1000.0))
                        """)
                .param(
                        "ids",
                        uses.keySet().stream().map(grant -> grant.facts().id()).toArray(UUID[]::new))
                .param("used", uses.values().toArray(Long[]::new))
                .update());
        uses.forEach(HeldGrant::written);
    }

    private static HeldGrant.Facts facts(ResultSet row, Role role, RoleBook roles) {
        try {
            return new HeldGrant.Facts(
                    row.getObject("id", UUID.class),
                    new PersonId(row.getObject("person", UUID.class)),
                    role,
                    new NodeId(row.getObject("node", UUID.class)),
                    isException(row) || roles.onProduction(row.getString("duty"), role.name()),
                    isException(row),
                    row.getTimestamp("counts_until").toInstant(),
                    life(row));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Life life(ResultSet row) throws SQLException {
        // The end of a duty ends the grant's row, too: the cause is told, not its effect.
        if (row.getTimestamp("duty_ended_at") != null) {
            return Life.DUTY_ENDED;
        }
        if (row.getTimestamp("ended_at") != null) {
            return Life.ENDED;
        }
        return row.getBoolean("active") ? Life.LIVE : Life.DISABLED;
    }

    private static RightsStamp stamp(ResultSet row, FoundingRows.Stands founded) throws SQLException {
        return new RightsStamp(
                row.getLong("epoch"),
                row.getLong("tree"),
                row.getLong("ended"),
                row.getLong("active"),
                founded.shut(),
                founded.open(),
                founded.founder());
    }
}
