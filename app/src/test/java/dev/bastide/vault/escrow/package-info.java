/** Shares of a secret, by what they promise. */
@NullMarked
package dev.bastide.vault.escrow;

import org.jspecify.annotations.NullMarked;
