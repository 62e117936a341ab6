/** Tests of the room notification. */
@NullMarked
package dev.bastide.notification;

import org.jspecify.annotations.NullMarked;
