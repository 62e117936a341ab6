/** Tests of the room identity. */
@NullMarked
package dev.bastide.identity.passkey;

import org.jspecify.annotations.NullMarked;
