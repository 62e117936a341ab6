/** PostgreSQL as a child: killed, orphaned, restarted. */
@NullMarked
package dev.bastide.ground.postgres;

import org.jspecify.annotations.NullMarked;
