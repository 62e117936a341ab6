package dev.bastide.ground;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in two sentences what keeps the program from starting and what to do, instead of a stack of causes. */
final class StartFailure implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String action = action(cause);
            if (action != null) {
                return new FailureAnalysis(cause.getMessage(), action, cause);
            }
        }
        return null;
    }

    private static @Nullable String action(Throwable cause) {
        return switch (cause) {
            case HomeInUse _ -> "Stop the other program, or give this one a folder of its own: --home DIR.";
            case HomeUnusable _ ->
                "Make the folder writable for this user, with room on its disk, or choose another: --home DIR.";
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
