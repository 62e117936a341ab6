/** A backup taken under load, restored, started and compared. */
@NullMarked
package dev.bastide.ground.backup;

import org.jspecify.annotations.NullMarked;
