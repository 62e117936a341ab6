package dev.bastide.audit;

import java.util.List;

/**
 * Tables of a room whose rows the log proves: a change that came with no record is captured, and every night each row is
 * compared with its last record. A room offers this as a bean and says the same to the database, in a migration that calls
 * {@code audit.prove_rows}; so whoever has only the database takes no table off the list. Source: seed 000 s4 (A111).
 *
 * @param tables schema and table, such as {@code access.role_grant}
 */
public record ProvenRows(List<String> tables) {
    /** Copies the list. */
    public ProvenRows {
        tables = List.copyOf(tables);
    }

    /** These tables. */
    public static ProvenRows of(String... tables) {
        return new ProvenRows(List.of(tables));
    }
}
