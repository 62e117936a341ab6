/** The rights in memory against a naive reading of the same grants. */
@NullMarked
package dev.bastide.access.rights;

import org.jspecify.annotations.NullMarked;
