package dev.bastide.audit;

import java.time.Instant;
import java.util.List;

/**
 * That a record is in the signed log: everything that takes to compute it anew.
 *
 * @param origin the log
 * @param index the place of the record
 * @param size of the log that was signed
 * @param loggedAt when the log took it
 * @param leaf what is hashed: one line of JSON
 * @param leafHash its hash, in base64
 * @param path the hashes beside the way to the root, in base64, from the leaf upwards
 * @param root what they lead to, in base64
 * @param holds whether the leaf made anew from the inbox leads to the root that was signed
 * @param text the proof as a file, C2SP tlog-proof
 */
public record RecordProof(
        String origin,
        long index,
        long size,
        Instant loggedAt,
        String leaf,
        String leafHash,
        List<String> path,
        String root,
        boolean holds,
        String text) {
    public RecordProof {
        path = List.copyOf(path);
    }

    /** The same, of another record than the one that was asked for: it proves nothing. */
    public RecordProof broken() {
        return new RecordProof(origin, index, size, loggedAt, leaf, leafHash, path, root, false, text);
    }
}
