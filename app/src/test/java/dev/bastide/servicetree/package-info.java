/** The snapshot of the tree against a naive walk. */
@NullMarked
package dev.bastide.servicetree;

import org.jspecify.annotations.NullMarked;
