package dev.bastide.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A gate is all of its demands; none is none, and one that fails is no yes. */
class DemandTest {
    private static final NodeId NODE = new NodeId(new UUID(1, 1));

    @Test
    void permitsWhereEveryDemandDoesAndWhereThereIsNone() {
        assertThat(Demand.all(List.of(), NODE, "release").isPermitted()).isTrue();
        assertThat(Demand.all(List.of(yes("a.x"), yes("a.y")), NODE, "release").isPermitted())
                .isTrue();
    }

    @Test
    void refusesWhereOneDoesOrFails() {
        Demand no = demand("b.no", Decision.refused(Reason.of("b.why")));
        Demand.Verdict refused = Demand.all(List.of(yes("c.x"), no), NODE, "release");
        assertThat(refused.isPermitted()).isFalse();
        assertThat(refused.reasons()).extracting(Reason::key).containsExactly("b.why");

        Demand.Verdict unknown = Demand.all(List.of(yes("c.x"), new Broken()), NODE, "release");
        assertThat(unknown.isPermitted()).isFalse();
        assertThat(unknown.reasons()).extracting(Reason::key).containsExactly("page.demand.unknown");
        assertThat(unknown.answers()).extracting(Demand.Answer::demand).containsExactly("a.broken", "c.x");
    }

    private static Demand yes(String name) {
        return demand(name, Decision.permitted("rule"));
    }

    private static Demand demand(String name, Decision decision) {
        return new Demand() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Decision ask(NodeId node, String act) {
                return decision;
            }
        };
    }

    /** Its source cannot be read. */
    private static final class Broken implements Demand {
        @Override
        public String name() {
            return "a.broken";
        }

        @Override
        public Decision ask(NodeId node, String act) {
            throw new IllegalStateException("the database is away");
        }
    }
}
