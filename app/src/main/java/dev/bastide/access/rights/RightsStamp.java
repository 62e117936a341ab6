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
 * @param productionShut whether nothing on production is possible: founding is open, or not known to have ended
 * @param foundingOpen whether founding is open, by rows this program wrote
 * @param founder who founds, if anybody this program wrote down
 */
record RightsStamp(
        long epoch,
        long tree,
        long endedDuties,
        long activePeople,
        boolean productionShut,
        boolean foundingOpen,
        @Nullable PersonId founder) {}
