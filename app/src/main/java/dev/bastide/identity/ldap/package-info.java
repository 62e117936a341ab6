/**
 * The company's directory is read here, by LDAP: who there is, what his title and department are, and that he has left.
 * What was read goes the way that {@link dev.bastide.identity.scim.Directory} goes for every directory.
 *
 * <p>Internal to the room, and the only place that knows the protocol's library. What never lives here: a password of
 * anybody but the directory's own reader, a group, a rule about people. Serves seed 000 s2.2 (A53).
 */
@NullMarked
package dev.bastide.identity.ldap;

import org.jspecify.annotations.NullMarked;
