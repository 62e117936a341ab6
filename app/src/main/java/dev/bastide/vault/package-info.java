/**
 * Keys and secrets: the master key, the data keys it wraps, and what they seal.
 *
 * <p>What lives here: AES-256-GCM under a master key from a key file or from outside, data keys, small sealed
 * secrets, the marks of rows. What never does: a decision who may read one. Ground rooms and all above may come in.
 * Serves seed 000 s4 (A111).
 */
@NullMarked
@ApplicationModule(
        displayName = "vault",
        allowedDependencies = {})
package dev.bastide.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
