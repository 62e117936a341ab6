/** Tries operations: their rules at the database, at the services and at the API. */
@NullMarked
package dev.bastide.change;

import org.jspecify.annotations.NullMarked;
