package dev.bastide.approval;

import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A kind of thing that is approved. Its room says what the Decision page shows; approval owns the page. */
public interface ApprovalSubject {

    /** The kind, as in {@link ApprovalAsk#subjectKind()}. */
    String kind();

    /** What there is to decide. Asked while the request is stored and whenever the page is shown. */
    View view(UUID subject);

    /**
     * What is still missing beside two people and the head, given whose yes counts now; empty when nothing is. Asked
     * whenever votes are counted: with each vote, on the page, and at each use.
     */
    default List<Reason> missing(UUID subject, List<Yes> yes) {
        return List.of();
    }

    /** Whether its room tells those concerned how it was decided, in its own words; else approval does. */
    default boolean tellsItself() {
        return false;
    }

    /** A yes that counts, and whether it was given as the head of the node. */
    record Yes(PersonId voter, boolean asHead) {
        public Yes {
            Objects.requireNonNull(voter);
        }
    }

    /**
     * What the Decision page shows.
     *
     * @param happensKey message key of the plain sentence: what will happen if you say yes
     * @param happensArgs its arguments
     * @param content the exact content, line by line
     * @param touches hosts, people, products it touches
     * @param until when it ceases to make sense, or null
     */
    record View(
            String happensKey,
            List<String> happensArgs,
            List<Line> content,
            List<Touch> touches,
            @Nullable Instant until) {
        public View {
            Objects.requireNonNull(happensKey);
            happensArgs = List.copyOf(happensArgs);
            content = List.copyOf(content);
            touches = List.copyOf(touches);
        }
    }

    /**
     * One line of the content.
     *
     * @param labelKey message key of its label
     * @param text the exact text
     */
    record Line(String labelKey, String text) {
        public Line {
            Objects.requireNonNull(labelKey);
            Objects.requireNonNull(text);
        }
    }

    /**
     * Something touched.
     *
     * @param name what people call it
     * @param path its console path, empty when it has none
     */
    record Touch(String name, String path) {
        public Touch {
            Objects.requireNonNull(name);
            Objects.requireNonNull(path);
        }
    }
}
