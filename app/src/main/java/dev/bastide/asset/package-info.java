/**
 * The hosts: what can be operated on, how to reach it, and the keys that prove it is the right machine.
 *
 * <p>What lives here: hosts with their accounts, credentials the bastion uses, Bastide's own SSH certificate authority,
 * host keys pinned by two people, imports. What never does: a session, a permit, trust on first use. {@code bastion} and
 * {@code change} come in through {@link dev.bastide.asset.Hosts}; only the bastion asks for a credential. Serves seed
 * 000 s2.2 and s4 (A46, A108), seed 004 s3.1.2 (B10: network devices are known as such).
 */
@NullMarked
@ApplicationModule(
        displayName = "asset",
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
            "access"
        })
package dev.bastide.asset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
