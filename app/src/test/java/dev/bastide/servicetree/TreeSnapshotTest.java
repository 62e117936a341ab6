package dev.bastide.servicetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The snapshot's answers are those of a walk from parent to parent. */
class TreeSnapshotTest {
    private static final PersonId OWNER = new PersonId(new UUID(0, 1));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersAsANaiveWalk(long seed) {
        Random random = new Random(seed);
        Map<NodeId, NodeFacts> rows = tree(random, 1 + random.nextInt(120));
        TreeSnapshot tree = TreeSnapshot.of(seed, rows);
        List<NodeId> ids = new ArrayList<>(rows.keySet());

        assertThat(tree.size()).isEqualTo(rows.size());
        for (NodeId a : ids) {
            assertThat(tree.children(a)).allMatch(child -> a.equals(child.parent()));
            long below = ids.stream().filter(b -> isAbove(rows, a, b)).count();
            assertThat(tree.subtree(a)).hasSize((int) below);
            assertThat(tree.at(tree.stopAbove(tree.position(a))).id()).isEqualTo(stop(rows, a));
            String path = tree.node(a).orElseThrow().path();
            assertThat(tree.byPath(path).orElseThrow().id()).isEqualTo(a);
            for (NodeId b : ids) {
                assertThat(tree.isAncestorOrSelf(a, b)).isEqualTo(isAbove(rows, a, b));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void movesAsTheRowsMove(long seed) {
        Random random = new Random(seed);
        Map<NodeId, NodeFacts> rows = tree(random, 60);
        List<NodeId> ids = new ArrayList<>(rows.keySet());
        NodeId moved = ids.get(1 + random.nextInt(ids.size() - 1));
        NodeId target = ids.stream()
                .filter(id -> !isAbove(rows, moved, id))
                .skip(random.nextInt(3))
                .findFirst()
                .orElse(ids.getFirst());
        NodeFacts facts = Objects.requireNonNull(rows.get(moved)).under(target);

        TreeSnapshot after = TreeSnapshot.of(1, rows).with(moved, facts);
        rows.put(moved, facts);

        for (NodeId a : ids) {
            for (NodeId b : ids) {
                assertThat(after.isAncestorOrSelf(a, b)).isEqualTo(isAbove(rows, a, b));
            }
        }
    }

    @Test
    void refusesToMoveANodeBelowItself() {
        Map<NodeId, NodeFacts> rows = tree(new Random(3), 30);
        TreeSnapshot tree = TreeSnapshot.of(1, rows);
        ServiceNode above = tree.all().stream()
                .filter(node -> !node.isRoot() && !tree.children(node.id()).isEmpty())
                .findFirst()
                .orElseThrow();
        NodeId below = tree.children(above.id()).getFirst().id();

        assertThatThrownBy(() -> tree.with(above.id(), above.facts().under(below)))
                .hasMessage("servicetree.bad.cycle");
    }

    @Test
    void standsADeepTree() {
        Map<NodeId, NodeFacts> rows = new LinkedHashMap<>();
        @Nullable NodeId parent = null;
        for (int i = 0; i < 2_000; i++) {
            NodeId id = new NodeId(new UUID(7, i));
            rows.put(id, facts(parent, "n", false));
            parent = id;
        }

        assertThat(TreeSnapshot.of(1, rows).size()).isEqualTo(2_000);
    }

    @Test
    void refusesNamesThatBreakPathsOrShells() {
        for (String name : new String[] {"", "a b", "a/b", "a\nb", "$(id)", "-a", "a-", "A", "ä", "a".repeat(64)}) {
            assertThatThrownBy(() -> facts(null, name, false)).as(name).hasMessage("servicetree.bad.name");
        }
    }

    private static Map<NodeId, NodeFacts> tree(Random random, int size) {
        Map<NodeId, NodeFacts> rows = new LinkedHashMap<>();
        List<NodeId> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            NodeId id = new NodeId(new UUID(random.nextLong(), random.nextLong()));
            @Nullable NodeId parent = i == 0 ? null : ids.get(random.nextInt(ids.size()));
            rows.put(id, facts(parent, "n" + i, i > 0 && random.nextInt(6) == 0));
            ids.add(id);
        }
        return rows;
    }

    private static NodeFacts facts(@Nullable NodeId parent, String name, boolean stop) {
        return new NodeFacts(parent, name, OWNER, Environment.TEST, 1, stop, null);
    }

    private static boolean isAbove(Map<NodeId, NodeFacts> rows, NodeId above, NodeId below) {
        @Nullable NodeId at = below;
        while (at != null && !at.equals(above)) {
            at = Objects.requireNonNull(rows.get(at)).parent();
        }
        return at != null;
    }

    private static NodeId stop(Map<NodeId, NodeFacts> rows, NodeId from) {
        NodeId at = from;
        while (true) {
            NodeFacts facts = Objects.requireNonNull(rows.get(at));
            NodeId parent = facts.parent();
            if (facts.inheritStop() || parent == null) {
                return at;
            }
            at = parent;
        }
    }
}
