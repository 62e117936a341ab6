/**
 * People: who they are, what their duty is, and how they prove that it is they.
 *
 * <p>What lives here: persons with their logins, duty assignments, deputies and leave; passwords, second factors, keys,
 * sessions and tokens; the founding of an installation. What never does: a role, a grant, a permit, an approval. Every
 * room upstairs may ask who somebody is; nobody else changes it. Serves seed 000 s2.2 (A51, A53) and s4 (A109).
 */
@NullMarked
@ApplicationModule(
        displayName = "identity",
        allowedDependencies = {"authority", "audit", "vault", "job", "page", "notification"})
package dev.bastide.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
