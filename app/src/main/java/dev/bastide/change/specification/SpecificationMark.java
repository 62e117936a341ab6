package dev.bastide.change.specification;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides in a version of a specification: its whole text, with name and node, and that it was approved. Its hash is
 * computed anew from the text, never taken from the column.
 */
record SpecificationMark(
        UUID id,
        SpecificationText text,
        int version,
        @Nullable PersonId by,
        Instant at,
        boolean founding,
        Specification.State state,
        @Nullable ApprovalId approval) {
    static final String TABLE = "change.specification_version";

    static SpecificationMark of(Specification version) {
        return new SpecificationMark(
                version.versionId(),
                version.text(),
                version.version(),
                version.proposedBy(),
                version.proposedAt(),
                version.founding(),
                version.state(),
                version.approval());
    }

    SpecificationMark decided(boolean approved, ApprovalId by) {
        Specification.State decision = approved ? Specification.State.APPROVED : Specification.State.REJECTED;
        return new SpecificationMark(id, text, version, this.by, at, founding, decision, by);
    }

    byte[] made(RowMarks marks) {
        return marks.of(TABLE, deciding());
    }

    boolean isOurs(RowMarks marks, byte @Nullable [] mark) {
        return marks.isOurs(TABLE, id, mark, deciding());
    }

    static MarkedLater markedLater() {
        return new MarkedLater(
                TABLE,
                List.of("id"),
                SpecificationRows.UNJOINED,
                row -> of(SpecificationRows.read(row)).deciding());
    }

    /** The hash of the text as it is read. */
    String hash() {
        return Content.sha256(text.canonical(version));
    }

    private @Nullable Object[] deciding() {
        return new @Nullable Object[] {
            id,
            version,
            hash(),
            by == null ? null : by.value(),
            at,
            founding,
            state.name(),
            approval == null ? null : approval.value()
        };
    }
}
