/** Rows that the log proves, on a database of a test's own. */
@NullMarked
package dev.bastide.audit.rows;

import org.jspecify.annotations.NullMarked;
