/**
 * The database proven by the log: which changes of proven rows came with a record and which came past the program, their
 * hashes in the log, and the nightly comparison of every row with the last of them.
 *
 * <p>What never lives here: a value of a row, or what a row means. Only {@link dev.bastide.audit} comes in. Serves seed 000
 * s4 (A111).
 */
@NullMarked
package dev.bastide.audit.rows;

import org.jspecify.annotations.NullMarked;
