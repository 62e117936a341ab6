/**
 * What the company runs, and of the hosts how to reach them and the keys that prove which machine it is.
 *
 * <p>What lives here: assets with one identity each, whoever found them ({@code inventory}); hosts with their accounts,
 * credentials the bastion uses, Bastide's own SSH certificate authority, host keys pinned by two people, imports. What
 * never does: a session, a permit, trust on first use. {@code bastion} and {@code change} come in through
 * {@link dev.bastide.asset.Hosts}, every room above through {@link dev.bastide.asset.Assets}; only the bastion asks for a
 * credential. Serves seed 000 s1.2, s2.1, s2.2, s3.3 and s4 (A30, A39-A43, A46, A92, A108), seed 004 s2 and s3.1.2 (B02,
 * B10: network devices are known as such).
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
            "deadline",
            "alarm",
            "access"
        })
package dev.bastide.asset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
