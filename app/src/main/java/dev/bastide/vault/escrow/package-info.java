/**
 * Shares of a secret on paper, of which any two bring it back and one alone tells nothing.
 *
 * <p>What lives here: arithmetic, the form of a share, its text. What never does: a file, a key's meaning, a clock. Serves
 * seed 000 s4 (A111).
 */
@NullMarked
package dev.bastide.vault.escrow;

import org.jspecify.annotations.NullMarked;
