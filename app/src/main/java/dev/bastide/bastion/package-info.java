/**
 * The only door to machines: the SSH bastion, its sessions and their recordings, and the runner.
 *
 * <p>What lives here: sessions from their announcement to their end, what was recorded of them, who watched, and the
 * steps that Bastide runs itself. What never does: change management, rules about who may (it asks {@code access}), host
 * keys and credentials of hosts (it asks {@code asset}). The SSH protocol stays in {@code bastion.ssh}, the file format
 * in {@code bastion.recording}. Rooms above may read sessions, end them and run steps. Serves seed 000 s2.2 and s4 (A46,
 * A48, A49, A50, A108, A109, A115).
 */
@NullMarked
@ApplicationModule(
        displayName = "bastion",
        allowedDependencies = {
            "authority",
            "vault",
            "audit",
            "job",
            "page",
            "notification",
            "identity",
            "approval",
            "servicetree",
            "access",
            "alarm",
            "asset"
        })
package dev.bastide.bastion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
