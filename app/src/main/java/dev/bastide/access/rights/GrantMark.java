package dev.bastide.access.rights;

import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides in a row of {@code access.role_grant}: whoever changes any of it past this program voids the grant.
 *
 * @param duty the duty its person had under the assignment it was given for
 * @param exception why that duty does not cover it, or null when it does
 */
public record GrantMark(
        UUID id,
        UUID person,
        String role,
        UUID node,
        UUID assignment,
        String duty,
        Instant grantedAt,
        Instant expiresAt,
        @Nullable UUID request,
        @Nullable UUID approval,
        boolean founding,
        @Nullable String exception) {
    private static final String TABLE = "access.role_grant";

    /** The mark of an exception is one of its own: neither kind of grant can be made into the other. */
    private static final String EXCEPTION = "access.role_grant.exception";

    /** The columns that {@link #isOurs} reads, of the grant {@code g} and its assignment {@code d}. */
    public static final String COLUMNS = """
            g.id, g.person, g.role, g.node, g.assignment, d.duty, g.granted_at, g.expires_at, g.request, g.approval,
                g.founding, g.exception_reason, g.mark""";

    /** The mark of the grant about to be written. */
    public byte[] made(RowMarks marks) {
        return marks.of(purpose(), deciding());
    }

    /** Whether this program wrote the grant in this row, of which {@link #COLUMNS} were read. */
    public static boolean isOurs(RowMarks marks, ResultSet row) throws SQLException {
        GrantMark grant = new GrantMark(
                row.getObject("id", UUID.class),
                row.getObject("person", UUID.class),
                row.getString("role"),
                row.getObject("node", UUID.class),
                row.getObject("assignment", UUID.class),
                row.getString("duty"),
                row.getTimestamp("granted_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getObject("request", UUID.class),
                row.getObject("approval", UUID.class),
                row.getBoolean("founding"),
                row.getString("exception_reason"));
        return marks.isOurs(grant.purpose(), grant.id(), row.getBytes("mark"), grant.deciding());
    }

    private String purpose() {
        return exception == null ? TABLE : EXCEPTION;
    }

    private @Nullable Object[] deciding() {
        return exception == null
                ? new @Nullable Object[] {
                    id, person, role, node, assignment, duty, grantedAt, expiresAt, request, approval, founding
                }
                : new @Nullable Object[] {
                    id,
                    person,
                    role,
                    node,
                    assignment,
                    duty,
                    grantedAt,
                    expiresAt,
                    request,
                    approval,
                    founding,
                    exception
                };
    }
}
