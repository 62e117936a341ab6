/** Tests of the room identity. */
@NullMarked
package dev.bastide.identity.signin;

import org.jspecify.annotations.NullMarked;
