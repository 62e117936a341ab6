package dev.bastide.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person needs to say yes or no; every approval looks the same.
 *
 * @param effectKey message key: what will happen if you say yes, in plain words
 * @param effectArgs its arguments
 * @param content the exact content, line by line
 * @param before the content before the edit, or null when it is new
 * @param requester who asked
 * @param until until when a decision helps, or null
 * @param others who else decided: name as label, verdict and evaluation as value
 * @param touches what it touches: hosts, people, products
 * @param hash the content's SHA-256 in hex
 * @param voteId what the vote is sent to, as the approval's path
 */
public record DecisionCard(
        String effectKey,
        List<String> effectArgs,
        List<String> content,
        @Nullable List<String> before,
        String requester,
        @Nullable Instant until,
        List<Vote> others,
        List<Fact> touches,
        String hash,
        String voteId) {
    public DecisionCard {
        effectArgs = List.copyOf(effectArgs);
        content = List.copyOf(content);
        others = List.copyOf(others);
        touches = List.copyOf(touches);
    }

    /** What somebody said already. */
    public record Vote(String who, Chip verdict, String evaluation, Instant at) {}

    /** The beginning of the hash, which people compare by eye. */
    public String shortHash() {
        return hash.substring(0, Math.min(12, hash.length()));
    }

    /** The content as lines of a difference against what was before. */
    List<ContentDiff.Line> lines() {
        return before == null ? ContentDiff.same(content) : ContentDiff.between(before, content);
    }
}
