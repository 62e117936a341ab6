package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.TreeHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a log stands: all it takes to go on.
 *
 * @param log number of the log
 * @param origin its name
 * @param size how many records
 * @param edge the hashes of its full subtrees, one after the other
 * @param loggedAt time of its last record
 * @param swept transactions below this one are all in the log
 * @param note the checkpoint of this size, signed
 * @param signedAt when
 */
record Head(
        int log, String origin, long size, byte[] edge, Instant loggedAt, long swept, String note, Instant signedAt) {

    /** The tree, to go on with. */
    Frontier frontier() {
        List<byte[]> hashes = new ArrayList<>();
        for (int at = 0; at < edge.length; at += TreeHash.LENGTH) {
            hashes.add(Arrays.copyOfRange(edge, at, at + TreeHash.LENGTH));
        }
        return new Frontier(size, hashes);
    }
}
