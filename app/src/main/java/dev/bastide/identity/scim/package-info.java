/**
 * The company's directory speaks here, by SCIM 2.0 (RFC 7643, 7644): who there is, what he is called, what his title and
 * department are, and that he has left.
 *
 * <p>Internal to the room. What never lives here: a password, a factor, a grant, a group, a rule about people; those
 * stand in the room itself, and what a directory may do to a person in {@code Provisioning}. Serves seed 000 s2.2 (A53).
 */
@NullMarked
package dev.bastide.identity.scim;

import org.jspecify.annotations.NullMarked;
