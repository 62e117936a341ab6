package dev.bastide.servicetree;

import dev.bastide.authority.IdPlaces;
import dev.bastide.authority.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole tree at one version, never changed. Nodes stand in pre-order: what lies at or below a node is one interval
 * of positions, so that "is this below that" is two comparisons. A foreign node, one that this program did not write as
 * it stands, hangs below nothing: no right from above reaches it or what lies below it, and none holds on itself.
 */
public final class TreeSnapshot {
    /** No name begins like this: nobody knows where a foreign node belongs. */
    private static final String NOWHERE = "/?/";

    private final long version;
    private final ServiceNode[] nodes;
    private final int[] last;
    private final int[] stop;
    private final BitSet production;
    private final BitSet foreign;
    private final IdPlaces places;
    private final Map<String, NodeId> paths;

    private TreeSnapshot(long version, ServiceNode[] nodes, int[] last, int[] stop, Set<NodeId> foreign) {
        this.version = version;
        this.nodes = nodes;
        this.last = last;
        this.stop = stop;
        this.production = new BitSet(nodes.length);
        this.foreign = new BitSet();
        this.places =
                new IdPlaces(Stream.of(nodes).map(node -> node.id().value()).toList());
        this.paths = new HashMap<>(nodes.length * 2);
        for (int i = 0; i < nodes.length; i++) {
            production.set(i, nodes[i].production());
            paths.put(nodes[i].path(), nodes[i].id());
            this.foreign.set(i, foreign.contains(nodes[i].id()));
        }
    }

    /** Builds the snapshot from rows of this program. Rows that do not hang together with the root are left out. */
    public static TreeSnapshot of(long version, Map<NodeId, NodeFacts> rows) {
        return of(version, rows, Set.of());
    }

    /** The same, where this program did not write some of the rows as they stand. */
    static TreeSnapshot of(long version, Map<NodeId, NodeFacts> rows, Set<NodeId> foreign) {
        Map<NodeId, List<Map.Entry<NodeId, NodeFacts>>> children = new HashMap<>();
        Deque<Step> tops = new ArrayDeque<>();
        for (Map.Entry<NodeId, NodeFacts> row : rows.entrySet()) {
            @Nullable NodeId parent = row.getValue().parent();
            if (foreign.contains(row.getKey())) {
                tops.addLast(new Step(
                        row.getKey(),
                        row.getValue(),
                        -1,
                        NOWHERE + row.getValue().name()));
            } else if (parent == null) {
                tops.addFirst(new Step(row.getKey(), row.getValue(), -1, "/"));
            } else {
                children.computeIfAbsent(parent, key -> new ArrayList<>()).add(row);
            }
        }
        Comparator<Map.Entry<NodeId, NodeFacts>> byName =
                Comparator.comparing(row -> row.getValue().name());
        children.values().forEach(list -> list.sort(byName.reversed()));
        return grow(version, tops, children, rows.size(), foreign);
    }

    /** Walks the adjacency once, without recursion: a deep tree must not exhaust the stack. */
    private static TreeSnapshot grow(
            long version,
            Deque<Step> open,
            Map<NodeId, List<Map.Entry<NodeId, NodeFacts>>> children,
            int most,
            Set<NodeId> foreign) {
        List<ServiceNode> order = new ArrayList<>(most);
        int[] above = new int[most];
        int[] stop = new int[most];
        while (!open.isEmpty()) {
            Step step = open.pop();
            int at = order.size();
            order.add(step.node());
            above[at] = step.above();
            stop[at] = step.facts().inheritStop() ? at : step.above() < 0 ? 0 : stop[step.above()];
            String prefix = step.path().equals("/") ? "/" : step.path() + "/";
            for (Map.Entry<NodeId, NodeFacts> child : children.getOrDefault(step.id(), List.of())) {
                open.push(new Step(
                        child.getKey(),
                        child.getValue(),
                        at,
                        prefix + child.getValue().name()));
            }
        }
        int[] last = new int[order.size()];
        for (int i = last.length - 1; i >= 0; i--) {
            last[i] = Math.max(last[i], i);
            if (above[i] >= 0) {
                last[above[i]] = Math.max(last[above[i]], last[i]);
            }
        }
        return new TreeSnapshot(version, order.toArray(ServiceNode[]::new), last, stop, foreign);
    }

    /** Raised with every committed change of the tree. */
    public long version() {
        return version;
    }

    /** How many nodes there are. */
    public int size() {
        return nodes.length;
    }

    /** The root, which stands for the company; empty before anything was planted. */
    public Optional<ServiceNode> root() {
        return nodes.length == 0 ? Optional.empty() : Optional.of(nodes[0]);
    }

    /** The node with this id. */
    public Optional<ServiceNode> node(NodeId id) {
        int at = place(id);
        return at < 0 ? Optional.empty() : Optional.of(nodes[at]);
    }

    /** The node with this path, such as {@code /shop/web}; a trailing slash is forgiven. */
    public Optional<ServiceNode> byPath(String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return Optional.ofNullable(paths.get(plain)).flatMap(this::node);
    }

    /** The nodes directly below, by name. */
    public List<ServiceNode> children(NodeId id) {
        List<ServiceNode> children = new ArrayList<>();
        int at = place(id);
        if (at >= 0) {
            for (int child = at + 1; child <= last[at]; child = last[child] + 1) {
                children.add(nodes[child]);
            }
        }
        return children;
    }

    /** The way from the root down to the node, both included, or from a foreign node; empty for an unknown node. */
    public List<ServiceNode> path(NodeId id) {
        Deque<ServiceNode> way = new ArrayDeque<>();
        Optional<ServiceNode> node = node(id);
        while (node.isPresent()) {
            way.addFirst(node.get());
            @Nullable
            NodeId parent = isForeign(node.get().id()) ? null : node.get().parent();
            node = parent == null ? Optional.empty() : node(parent);
        }
        return List.copyOf(way);
    }

    /** Whether the first node is the second or lies above it. Unknown nodes lie nowhere. */
    public boolean isAncestorOrSelf(NodeId above, NodeId below) {
        int a = place(above);
        int b = place(below);
        return a >= 0 && b >= a && b <= last[a];
    }

    /** The node and all that lies below it, in tree order. */
    public List<ServiceNode> subtree(NodeId id) {
        int at = place(id);
        return at < 0 ? List.of() : List.of(nodes).subList(at, last[at] + 1);
    }

    /** Every node in tree order. */
    public List<ServiceNode> all() {
        return List.of(nodes);
    }

    /** Place in pre-order, -1 for an unknown node and for a foreign one: no right holds there. */
    public int position(NodeId id) {
        int place = place(id);
        return place >= 0 && foreign.get(place) ? -1 : place;
    }

    /** Whether this program did not write the node as it stands: it counts as production and has no head. */
    public boolean isForeign(NodeId id) {
        int place = place(id);
        return place >= 0 && foreign.get(place);
    }

    private int place(NodeId id) {
        return places.of(id.value());
    }

    /** Whether the node at this place is production. */
    public boolean production(int position) {
        return production.get(position);
    }

    /** The node at this place in pre-order. */
    public ServiceNode at(int position) {
        return nodes[position];
    }

    /** The last place that lies at or below the node at this place. */
    public int lastBelow(int position) {
        return last[position];
    }

    /** The place of the nearest node at or above this place that stops inheritance; 0 when none does. */
    public int stopAbove(int position) {
        return stop[position];
    }

    /** The tree as it would be with this node changed. Throws {@link IllegalArgumentException} for a cycle. */
    public TreeSnapshot with(NodeId changed, NodeFacts facts) {
        @Nullable NodeId parent = facts.parent();
        if (parent != null && isAncestorOrSelf(changed, parent)) {
            throw new IllegalArgumentException("servicetree.bad.cycle");
        }
        Map<NodeId, NodeFacts> rows = new HashMap<>();
        for (ServiceNode node : nodes) {
            rows.put(node.id(), node.facts());
        }
        rows.put(changed, facts);
        Set<NodeId> others = new HashSet<>();
        foreign.stream().forEach(place -> others.add(nodes[place].id()));
        others.remove(changed);
        return of(version, rows, others);
    }

    /** A node on the way, and the place of the one above it, -1 for the root. */
    private record Step(NodeId id, NodeFacts facts, int above, String path) {
        ServiceNode node() {
            return new ServiceNode(
                    id,
                    facts.parent(),
                    facts.name(),
                    path,
                    facts.owner(),
                    facts.environment(),
                    facts.tier(),
                    facts.inheritStop(),
                    facts.customer());
        }
    }
}
