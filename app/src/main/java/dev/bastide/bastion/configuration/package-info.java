/**
 * What the configuration of a network device was before and after each operation, and whether it changed without one.
 *
 * <p>What lives here: reading it over SSH with the bastion's own credential, keeping it sealed, comparing. What never
 * does: a decision whether a session may begin, and the text of a configuration in a log. Only the room {@code bastion}
 * comes in. Serves seed 004 s3.1.2 (B10).
 */
@NullMarked
package dev.bastide.bastion.configuration;

import org.jspecify.annotations.NullMarked;
