/** Tests of the room identity: what a directory says by SCIM. */
@NullMarked
package dev.bastide.identity.scim;

import org.jspecify.annotations.NullMarked;
