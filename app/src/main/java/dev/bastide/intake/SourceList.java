package dev.bastide.intake;

import dev.bastide.audit.SourceLog;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Sources with what came of them, as page and API show them. */
@Component
class SourceList {
    private final TallyRows tallies;
    private final SourceLog log;
    private final ServiceTree tree;

    SourceList(TallyRows tallies, SourceLog log, ServiceTree tree) {
        this.tallies = tallies;
        this.log = log;
        this.tree = tree;
    }

    /** A source, where it belongs, and the sum of its streams. */
    record Counted(Source source, String path, Tally tally) {
        /** Held in quarantine, in parts of a million of what came. */
        long heldPerMillion() {
            return tally.received() == 0 ? 0 : tally.quarantined() * 1_000_000 / tally.received();
        }
    }

    /** One stream: how far the log has it. */
    record Proof(Tally tally, long logged) {
        /** Whether every number given out is in the log already, or declared missing there. */
        boolean isLogged() {
            return logged == tally.next() - 1;
        }
    }

    List<Counted> of(List<Source> sources) {
        Map<UUID, Tally> sums = tallies.all();
        return sources.stream()
                .map(source -> new Counted(
                        source,
                        path(source.setting().node()),
                        Optional.ofNullable(sums.get(source.id())).orElseGet(() -> Tally.none(Tally.Stream.OWN))))
                .toList();
    }

    List<Proof> proofs(Source source) {
        return tallies.of(source.id()).stream()
                .map(tally -> new Proof(
                        tally, log.next(source.logName(tally.stream())).orElse(1L) - 1))
                .toList();
    }

    String path(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }
}
