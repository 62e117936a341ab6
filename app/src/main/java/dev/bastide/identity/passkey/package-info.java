/**
 * Passkeys: the ceremonies of WebAuthn, and what they leave behind. All that knows the protocol library is here.
 *
 * <p>Internal to the room. What never lives here: a session, a page, a password. Serves seed 000 s4 (A109).
 */
@NullMarked
package dev.bastide.identity.passkey;

import org.jspecify.annotations.NullMarked;
