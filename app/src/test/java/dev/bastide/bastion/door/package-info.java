/** Tests of the room bastion. */
@NullMarked
package dev.bastide.bastion.door;

import org.jspecify.annotations.NullMarked;
