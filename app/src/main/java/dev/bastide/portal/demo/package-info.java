/**
 * The demonstration company of {@code ./run --demo}: its people act through the public API like anybody else.
 *
 * <p>What lives here: a set-up file with invented people, a real OpenSSH server on the loopback as a host, the calls
 * its people make, and the page that shows their sign-ins. What never does: an insert, a rule, anything that works
 * without {@code --demo}. Nobody comes in.
 */
@NullMarked
package dev.bastide.portal.demo;

import org.jspecify.annotations.NullMarked;
