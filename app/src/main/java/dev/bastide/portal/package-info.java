/**
 * The roof: home with the inbox of what waits, search over everything, the first-hour guide, the set-up file and the
 * demonstration company.
 *
 * <p>What lives here: pages that gather what other rooms offer through page's ports, and the one transaction in which a
 * set-up file founds an empty installation. What never does: a rule of another room. Nobody calls this room. Serves
 * seed 000 s4 (A124) and the first of the journeys.
 */
@NullMarked
@ApplicationModule(
        displayName = "portal",
        allowedDependencies = {"authority", "audit", "job", "page", "identity"})
package dev.bastide.portal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
