/** Tests of the rules of operations that need neither Spring nor a database. */
@NullMarked
package dev.bastide.change.engine;

import org.jspecify.annotations.NullMarked;
