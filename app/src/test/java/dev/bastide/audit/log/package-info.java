/** The log and its bundles, verified by two programs that share no code with it. */
@NullMarked
package dev.bastide.audit.log;

import org.jspecify.annotations.NullMarked;
