package dev.bastide.audit.witness;

import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.NoteKey;
import dev.bastide.audit.log.NoteSigner;
import dev.bastide.audit.log.Proofs;
import dev.bastide.audit.log.TreeHash;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cosigns a checkpoint only where it grew out of the one it cosigned before, of the logs whose keys it was given. What it
 * cosigned is on the disk before the answer leaves: after a kill it says the same. Source: C2SP tlog-witness.
 */
final class Witness {
    private static final int PROOF_LINES_MAX = 63;

    private final NoteSigner signer;
    private final Map<String, NoteKey> logs;
    private final WitnessMemory memory;
    private final Clock clock;

    Witness(NoteSigner signer, Map<String, NoteKey> logs, WitnessMemory memory, Clock clock) {
        this.signer = signer;
        this.logs = Map.copyOf(logs);
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * What is answered to a request.
     *
     * @param status of HTTP
     * @param text the cosignature; with 409 the size it knows; otherwise a sentence for a person
     */
    record Answer(int status, String text) {}

    /** A request, as far as it is one. */
    private record Asked(long old, List<byte[]> proof, String note, Checkpoint checkpoint) {}

    /** Answers the body of {@code add-checkpoint}. One at a time: two at once could each be right and contradict each other. */
    synchronized Answer add(String body) throws IOException {
        Optional<Asked> read = read(body);
        if (read.isEmpty()) {
            return new Answer(400, "no request of tlog-witness\n");
        }
        Asked asked = read.get();
        NoteKey log = logs.get(asked.checkpoint().origin());
        if (log == null) {
            return new Answer(404, "this witness was not told of a log with this origin\n");
        }
        if (!log.signed(asked.note())) {
            return new Answer(403, "not signed by the key this witness was given for the log\n");
        }
        if (asked.old() > asked.checkpoint().size()) {
            return new Answer(400, "the old size is above the new one\n");
        }
        return judge(asked);
    }

    private Answer judge(Asked asked) throws IOException {
        Checkpoint now = asked.checkpoint();
        Proofs.Head known = memory.last(now.origin())
                .map(last -> new Proofs.Head(last.size(), last.root()))
                .orElseGet(() -> new Proofs.Head(0, new Frontier().root()));
        Proofs.Head next = new Proofs.Head(now.size(), now.root());
        if (asked.old() != known.size()) {
            return new Answer(409, known.size() + "\n");
        }
        if (known.size() == next.size() && !Arrays.equals(known.root(), next.root())) {
            return new Answer(409, known.size() + "\n");
        }
        if (!Proofs.extend(known, next, asked.proof())) {
            return new Answer(422, "the proof does not show the new tree to begin with the old one\n");
        }
        memory.remember(now.origin(), asked.note());
        return new Answer(200, signer.cosign(now.text(), clock.instant().getEpochSecond()));
    }

    private static Optional<Asked> read(String body) {
        int split = body.indexOf("\n\n");
        if (split < 0 || !body.startsWith("old ")) {
            return Optional.empty();
        }
        String[] head = body.substring(0, split).split("\n", -1);
        String old = head[0].substring("old ".length());
        String note = body.substring(split + 2);
        Optional<Checkpoint> checkpoint = Checkpoint.read(note);
        // What is cosigned is the text that the log signed, and nothing that only reads the same.
        boolean plain = checkpoint
                .map(Checkpoint::text)
                .filter(NoteKey.text(note)::equals)
                .isPresent();
        if (!old.matches("0|[1-9][0-9]{0,17}") || head.length - 1 > PROOF_LINES_MAX || !plain) {
            return Optional.empty();
        }
        List<byte[]> proof = new ArrayList<>();
        try {
            for (int i = 1; i < head.length; i++) {
                byte[] hash = Base64.getDecoder().decode(head[i]);
                if (hash.length != TreeHash.LENGTH) {
                    return Optional.empty();
                }
                proof.add(hash);
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return checkpoint.map(read -> new Asked(Long.parseLong(old), proof, note, read));
    }
}
