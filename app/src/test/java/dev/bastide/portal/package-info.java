/** The roof as a reader meets it: the first-hour guide. */
@NullMarked
package dev.bastide.portal;

import org.jspecify.annotations.NullMarked;
