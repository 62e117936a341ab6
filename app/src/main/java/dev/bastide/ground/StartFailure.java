package dev.bastide.ground;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in two sentences what keeps the program from starting and what to do, instead of a stack of causes. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailure implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String action = action(cause);
            if (action != null) {
                return new FailureAnalysis(description(cause), action, cause);
            }
        }
        return null;
    }

    private static @Nullable String description(Throwable cause) {
        return cause instanceof PortInUseException taken
                ? "Port " + taken.getPort() + " of the console is used by another program."
                : cause.getMessage();
    }

    private static @Nullable String action(Throwable cause) {
        return switch (cause) {
            // Its sentence ends with the command that mends it.
            case HomeExposed _ -> "";
            case HomeInUse _ -> "Stop the other program, or give this one a folder of its own: --home DIR.";
            case HomeUnusable _ ->
                "Make the folder writable for this user, with room on its disk, or choose another: --home DIR.";
            case PortInUseException _ -> "Stop the other program, or choose another port: --http-port N.";
            case SQLException e
            when refused(e.getSQLState()) ->
                "Check BASTIDE_DATABASE_URL and its user and password, and that PostgreSQL 15 to 18 answers there.";
            default -> null;
        };
    }

    /** Classes 08, 28 and 3D of the SQL standard: no connection, not authorised, no such database. */
    private static boolean refused(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("28") || state.startsWith("3D"));
    }
}
