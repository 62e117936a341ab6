package dev.bastide.vault;

import java.time.Instant;
import java.util.Optional;

/** Where the master key comes from: a file in the home folder, or a credential the service manager hands over. */
public interface KeyProvider {

    /** The 32 bytes of the master key, or nothing when it is missing: the installation is then locked. */
    Optional<byte[]> masterKey();

    /** Whether the key lies in the same home folder as the data it protects. The console shows amber while it does. */
    boolean liesBesideData();

    /** What the master key wraps; an installation that never had a ring lets the key do everything itself. */
    default Optional<KeyRing> ring() {
        return masterKey().map(key -> KeyRing.ofMaster(key, Instant.EPOCH));
    }
}
