package dev.bastide.bastion.session;

import dev.bastide.authority.PermitId;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides in a row of {@code bastion.session} when a rehearsal rests on it: where and under which permit it was, and
 * how it ended. The command is sealed for exactly this session, and needs no mark. Source: seed 000 s2.2 (A50), ADR 022.
 */
record SessionEnd(
        UUID id,
        UUID host,
        String account,
        boolean production,
        @Nullable UUID permit,
        String kind,
        @Nullable Integer exitCode,
        Instant endedAt,
        String recording,
        byte[] head) {
    private static final String TABLE = "bastion.session";

    /** The end of a session that was seen to end. */
    static SessionEnd of(Opening opening, Closing closing) {
        PermitId permit = opening.permit();
        return new SessionEnd(
                opening.id(),
                opening.host().value(),
                opening.account(),
                opening.production(),
                permit == null ? null : permit.value(),
                opening.kind().word(),
                closing.exitCode(),
                closing.at().truncatedTo(ChronoUnit.MICROS),
                closing.recording().word(),
                closing.head().hash());
    }

    private static SessionEnd of(ResultSet row) throws SQLException {
        return new SessionEnd(
                row.getObject("id", UUID.class),
                row.getObject("host", UUID.class),
                row.getString("account"),
                row.getBoolean("production"),
                row.getObject("permit", UUID.class),
                row.getString("kind"),
                row.getObject("exit_code", Integer.class),
                row.getTimestamp("ended_at").toInstant(),
                row.getString("recording"),
                row.getBytes("head"));
    }

    /** Whether this program saw the session end as the row says. */
    static boolean isOurs(RowMarks marks, ResultSet row) throws SQLException {
        SessionEnd end = of(row);
        return marks.isOurs(TABLE, end.id, row.getBytes("mark"), end.deciding());
    }

    static MarkedLater markedLater() {
        return new MarkedLater(
                TABLE,
                List.of("id"),
                "id, host, account, production, permit, kind, exit_code, ended_at, recording, head",
                SessionEnd::left);
    }

    // What is still open when its release is replaced will be closed as unknown, which no rehearsal rests on.
    private static @Nullable Object[] left(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return ended == null ? new @Nullable Object[] {row.getObject("id", UUID.class)} : of(row).deciding();
    }

    byte[] made(RowMarks marks) {
        return marks.of(TABLE, deciding());
    }

    private @Nullable Object[] deciding() {
        return new @Nullable Object[] {id, host, account, production, permit, kind, exitCode, endedAt, recording, head};
    }
}
