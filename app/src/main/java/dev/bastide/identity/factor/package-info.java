/**
 * Engines of second factors and passwords: RFC 6238 codes, base32, and what makes a password weak. Pure: no Spring, no
 * SQL, no other room. Serves seed 000 s4 (A109).
 */
@NullMarked
package dev.bastide.identity.factor;

import org.jspecify.annotations.NullMarked;
