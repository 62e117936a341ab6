package dev.bastide.audit.witness;

import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.WitnessStanding.Cosigned;
import dev.bastide.audit.WitnessStanding.One;
import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.sequencer.LogReader;
import dev.bastide.authority.Reason;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Has the witnesses of the policy cosign the log, and knows what they said. The policy is the file {@code witness-policy} in
 * the home folder: whoever has only the database cannot choose who watches him.
 */
@Component
public class Witnesses {
    static final String POLICY = "witness-policy";

    private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);
    private static final int POLICY_BYTES_MAX = 65_536;

    private final LogReader reader;
    private final CosignatureRows rows;
    private final Path policy;
    private final Map<String, Reason> problems = new ConcurrentHashMap<>();

    Witnesses(LogReader reader, CosignatureRows rows, @Value("${bastide.home}") Path home) {
        this.reader = reader;
        this.rows = rows;
        this.policy = home.resolve(POLICY);
    }

    /** The policy, or why there is none. */
    private sealed interface Read {
        record Policy(WitnessPolicy policy) implements Read {}

        record None() implements Read {}

        record Fault(Reason reason) implements Read {}
    }

    private Read read() {
        try {
            if (Files.notExists(policy)) {
                return new Read.None();
            }
            if (Files.size(policy) > POLICY_BYTES_MAX) {
                return fault("65,536");
            }
            return new Read.Policy(WitnessPolicy.parse(Files.readString(policy)));
        } catch (IllegalArgumentException e) {
            return fault(String.valueOf(e.getMessage()));
        } catch (MalformedInputException e) {
            return fault("UTF-8");
        } catch (IOException e) {
            LOG.warn("The policy of witnesses cannot be read", e);
            return fault(e.getClass().getSimpleName());
        }
    }

    private static Read fault(String what) {
        return new Read.Fault(new Reason("record.witness.policy-wrong", List.of(what), "A116", "/record/log"));
    }

    /**
     * Asks each witness for the newest checkpoint, one after the other, five seconds each at most. Asks nobody where there
     * is no policy.
     */
    public void round() {
        if (!(read() instanceof Read.Policy(WitnessPolicy read))) {
            return;
        }
        Optional<LogReader.Signed> head = reader.newest();
        if (head.isEmpty() || head.get().size() == 0) {
            return;
        }
        try (WitnessClient client = new WitnessClient()) {
            for (WitnessPolicy.Named witness : read.witnesses()) {
                ask(
                        new Asking(reader, rows, client, witness, head.get()),
                        witness.key().line());
            }
        }
    }

    /** Whatever one of them does, the next one is asked. */
    private void ask(Asking asking, String key) {
        try {
            asking.ask().ifPresentOrElse(said -> problems.put(key, said), () -> problems.remove(key));
        } catch (RuntimeException e) {
            LOG.warn("A witness could not be asked", e);
            problems.put(key, asking.silent());
        }
    }

    /** What enough of them saw, if it is the beginning of the log as it is here now. */
    private Optional<Cosigned> seen(LogReader.Signed head, WitnessPolicy read) {
        return rows.newest(head, read)
                .filter(seen -> Checkpoint.read(seen.note())
                        .filter(first -> reader.isBeginning(head, first))
                        .isPresent());
    }

    /** What they said so far. */
    public WitnessStanding standing() {
        return switch (read()) {
            case Read.None none -> new WitnessStanding(List.of(), Optional.empty(), Optional.empty());
            case Read.Fault(Reason reason) -> new WitnessStanding(List.of(), Optional.empty(), Optional.of(reason));
            case Read.Policy(WitnessPolicy read) -> standing(read);
        };
    }

    private WitnessStanding standing(WitnessPolicy read) {
        Optional<LogReader.Signed> head = reader.newest();
        List<One> ones = new ArrayList<>();
        for (WitnessPolicy.Named witness : read.witnesses()) {
            Optional<CosignatureRows.Row> last = head.flatMap(now -> rows.last(now, witness.key()));
            ones.add(new One(
                    witness.key().name(),
                    last.map(CosignatureRows.Row::size).orElse(-1L),
                    last.map(CosignatureRows.Row::at),
                    Optional.ofNullable(problems.get(witness.key().line()))));
        }
        return new WitnessStanding(ones, head.flatMap(now -> seen(now, read)), Optional.empty());
    }

    /** The newest checkpoint of the log that enough of them cosigned; nothing where none is, or nobody is to watch. */
    public Optional<Cosigned> newest() {
        return read() instanceof Read.Policy(WitnessPolicy read)
                ? reader.newest().flatMap(head -> seen(head, read))
                : Optional.empty();
    }
}
