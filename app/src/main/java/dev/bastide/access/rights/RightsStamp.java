package dev.bastide.access.rights;

import dev.bastide.authority.PersonId;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot of rights was made from. As long as all of it is the same in the database, the snapshot is true.
 *
 * @param epoch raised with every change of a grant or a role
 * @param tree version of the service tree
 * @param endedDuties how many duty assignments have ended
 * @param activePeople how many people are active
 * @param foundingOpen whether founding is open
 * @param founder who founds, if anybody
 */
record RightsStamp(
        long epoch,
        long tree,
        long endedDuties,
        long activePeople,
        boolean foundingOpen,
        @Nullable PersonId founder) {}
