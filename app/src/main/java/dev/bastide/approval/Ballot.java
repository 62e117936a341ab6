package dev.bastide.approval;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one person says to an approval.
 *
 * @param verdict yes or no
 * @param evaluation his own written evaluation; a rejection's reason
 * @param code a second-factor code given with this very vote, or null when the factor of the session is fresh
 * @param shownHash the content hash that stood on the page he decided from
 */
public record Ballot(
        Verdict verdict, String evaluation, @Nullable String code, String shownHash) {

    /** The fewest characters of an evaluation; short enough for a Chinese sentence. */
    public static final int EVALUATION_CHARACTERS_MIN = 10;

    /** The most characters of an evaluation. */
    public static final int EVALUATION_CHARACTERS_MAX = 4_000;

    /** Yes or no; there is no abstention. */
    public enum Verdict {
        YES,
        NO
    }

    public Ballot {
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(shownHash);
        evaluation = evaluation.strip();
        code = code == null || code.isBlank() ? null : code.strip();
    }

    /** The code stays out of logs. */
    @Override
    public String toString() {
        return "Ballot[" + verdict + "]";
    }
}
