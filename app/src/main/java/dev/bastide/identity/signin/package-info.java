/**
 * Signing in: passwords, web sessions, tokens, and the filter that tells every request who acts.
 *
 * <p>Internal to the room. What never lives here: what a person may do; that is asked of the Authority. Serves seed 000
 * s4 (A109).
 */
@NullMarked
package dev.bastide.identity.signin;

import org.jspecify.annotations.NullMarked;
