/**
 * Engine that reads SSH public keys from their wire format and says why it refuses one. Pure: no Spring, no SQL, no
 * other room. Serves seed 000 s4 (A109).
 */
@NullMarked
package dev.bastide.identity.key;

import org.jspecify.annotations.NullMarked;
