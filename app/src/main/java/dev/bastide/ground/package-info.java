/**
 * Starting: the home folder, the database, the door for browsers, the clock.
 *
 * <p>What lives here: what must stand before the first room does. What never does: a rule of operations. Nobody comes
 * in: rooms receive {@code bastide.home}, a data source and a clock by injection. Serves A44 (the record cannot be
 * skipped by the program: two database roles) and the figures of starting and stopping.
 */
@NullMarked
@ApplicationModule(
        displayName = "ground",
        allowedDependencies = {"page"})
package dev.bastide.ground;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
