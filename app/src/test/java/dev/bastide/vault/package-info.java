/** Tests of the vault. */
@NullMarked
package dev.bastide.vault;

import org.jspecify.annotations.NullMarked;
