/**
 * The words of the question "who may?": actors, actions, decisions and their reasons.
 *
 * <p>What lives here: value types every room speaks, and the interface {@link Authority}. What never does: a rule,
 * a table, a page. Everybody may come in. Serves seed 000 s2.2 and s4 (A44, A108); the answers are given by the
 * room {@code access}.
 */
@NullMarked
@ApplicationModule(
        displayName = "authority",
        allowedDependencies = {})
package dev.bastide.authority;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
