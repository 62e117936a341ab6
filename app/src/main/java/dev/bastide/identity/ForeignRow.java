package dev.bastide.identity;

/**
 * A row was found that this program did not write; said once for each row while the program runs.
 *
 * @param table schema and table
 * @param row which; no secret
 */
public record ForeignRow(String table, String row) {}
