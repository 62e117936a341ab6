/** Witnesses over real HTTP, beside real logs on real databases. */
@NullMarked
package dev.bastide.audit.witness;

import org.jspecify.annotations.NullMarked;
