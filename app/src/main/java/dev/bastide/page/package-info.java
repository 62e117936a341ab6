/**
 * The frame of every page and of the API: one look, one list, one form, one refusal, two languages.
 *
 * <p>What lives here: templates that all rooms call, {@link dev.bastide.page.Page} which every template takes,
 * {@link dev.bastide.page.Words}, problem+json, the gate that asks for the action of an endpoint, and the ports
 * through which rooms feed navigation, inbox, search and whole-object pages. What never does: a page of one room, a
 * rule, a name of a room above. Everybody may come in. Serves A44, A108 and A114 at the edge.
 *
 * <p>How a room writes a list page, an object page, a form and an API handler: {@code docs/console.md}.
 */
@NullMarked
@ApplicationModule(
        displayName = "page",
        allowedDependencies = {"authority", "audit", "job"})
package dev.bastide.page;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
