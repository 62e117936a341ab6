package dev.bastide.approval;

import java.util.Objects;
import java.util.UUID;

/** Identifies an approval. */
public record ApprovalId(UUID value) {
    public ApprovalId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static ApprovalId of(String text) {
        return new ApprovalId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
