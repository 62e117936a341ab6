package dev.bastide.audit.sequencer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that may write the log: it holds an advisory lock, and everything is written on it. A program that
 * loses the connection loses the lock with it and cannot commit what it had begun.
 */
final class Leader implements AutoCloseable {
    /** "bastide" as a number; locks of others in the same database are numbered by others. */
    private static final long LOCK = 0x62617374696465L;

    private final DataSource source;
    private @Nullable Connection held;

    Leader(DataSource source) {
        this.source = source;
    }

    /** The connection with the lock, without a transaction of its own; nothing while another program has it. */
    Optional<Connection> lead() throws SQLException {
        if (held == null) {
            Connection asked = source.getConnection();
            try {
                asked.setAutoCommit(true);
                if (locked(asked)) {
                    asked.setAutoCommit(false);
                    held = asked;
                }
            } finally {
                if (held == null) {
                    asked.close();
                }
            }
        }
        return Optional.ofNullable(held);
    }

    /** Gives the lock to whoever waits for it. What was not committed is gone. */
    @Override
    public void close() {
        Connection leaving = held;
        held = null;
        if (leaving == null) {
            return;
        }
        try (leaving;
                Statement statement = leaving.createStatement()) {
            leaving.rollback();
            leaving.setAutoCommit(true);
            statement.execute("select pg_advisory_unlock(" + LOCK + ")");
        } catch (SQLException e) {
            abort(leaving);
        }
    }

    private static boolean locked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** A connection that cannot be asked any more must not come back to the pool with the lock. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("a broken connection could not be given up", e);
        }
    }
}
