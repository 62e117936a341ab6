package dev.bastide.access.rights;

import dev.bastide.audit.DecisionLog;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.TreeSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * The permission check at scale: host to node to decision, against the anchor of walking up the tree and looking at
 * every grant of the person. Same questions, same host lookup, same answers, one run; rounds of both take turns.
 *
 * <p>Ours is asked as {@code AccessAuthority} asks it: with the check that the rights are fresh and with the reading of
 * the clock. A refusal counts with its reason. Production reads the host's node with the host's row and so pays no
 * lookup among a million hosts here; the lookup is counted all the same, for both sides.
 */
final class Permission {
    private static final int NODES = 100_000;
    private static final int HOSTS = 1_000_000;
    private static final int GRANTS = 10_000;
    private static final int PEOPLE = 5_000;
    private static final int POOL = 200_000;
    private static final int QUESTIONS = 50_000;
    private static final int ROUNDS = 20;
    private static final Action OPEN = new Action("session.open");

    private final Random random = new Random(42);
    private final List<NodeId> nodes = new ArrayList<>(NODES);
    private final Map<NodeId, NodeFacts> rows = new LinkedHashMap<>();
    private final Map<HostId, NodeId> hosts = new HashMap<>(HOSTS * 2);
    private final List<HostId> hostIds = new ArrayList<>(HOSTS);
    private final List<Actor> people = new ArrayList<>(PEOPLE);
    private final List<HeldGrant.Facts> grants = new ArrayList<>(GRANTS);
    private final Map<PersonId, List<HeldGrant.Facts>> byPerson = new HashMap<>();
    private final long verifiedNanos = System.nanoTime();
    /** Counts and never writes: writing is the work of another thread, every two seconds. */
    private final DecisionLog decisions = new DecisionLog(null, Clock.systemUTC());
    private Rights rights;
    private long disagreements;

    public static void main(String[] arguments) throws IOException {
        new Permission().run();
    }

    /** Who asks for which host; all of one list are permitted, or all are refused. */
    private record Question(Actor actor, HostId host) {}

    private void run() throws IOException {
        plant();
        rights = new Rights(
                new RightsStamp(1, 1, 0, PEOPLE, false, false, null),
                TreeSnapshot.of(1, rows),
                roles().get("founder"),
                grants);
        System.out.printf("nodes %,d  hosts %,d  grants %,d, %,d questions a round, median of the later half of %d rounds%n",
                NODES, HOSTS, GRANTS, QUESTIONS, ROUNDS);
        double[][] hits = new double[7][ROUNDS];
        double[][] misses = new double[7][ROUNDS];
        List<Question> permitted = questions(true);
        List<Question> refused = questions(false);
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(permitted, random);
            measure(permitted.subList(0, QUESTIONS), true, hits, round);
            Collections.shuffle(refused, random);
            measure(refused.subList(0, QUESTIONS), false, misses, round);
        }
        print("permitted", hits);
        print("refused", misses);
        System.out.printf("disagreements %d   reading the nanosecond clock once costs %.0f ns, within each single check%n",
                disagreements, clockCost());
    }

    private void measure(List<Question> asked, boolean permitted, double[][] results, int round) {
        long start = System.nanoTime();
        int yes = 0;
        for (Question question : asked) {
            yes += ours(question.actor(), hosts.get(question.host())) ? 1 : 0;
        }
        long middle = System.nanoTime();
        int walked = 0;
        for (Question question : asked) {
            walked += walk(question.actor(), hosts.get(question.host()), System.currentTimeMillis()) ? 1 : 0;
        }
        long end = System.nanoTime();
        results[0][round] = (middle - start) / (double) asked.size();
        results[1][round] = (end - middle) / (double) asked.size();
        disagreements += Math.abs(yes - walked) + Math.abs(yes - (permitted ? asked.size() : 0));
        long[] single = new long[asked.size()];
        for (int i = 0; i < single.length; i++) {
            Question question = asked.get(i);
            long before = System.nanoTime();
            boolean answer = ours(question.actor(), hosts.get(question.host()));
            single[i] = System.nanoTime() - before;
            disagreements += answer == permitted ? 0 : 1;
        }
        Arrays.sort(single);
        results[2][round] = single[single.length / 2];
        results[3][round] = single[single.length * 99 / 100];
        for (int i = 0; i < single.length; i++) {
            Question question = asked.get(i);
            long before = System.nanoTime();
            boolean answer = walk(question.actor(), hosts.get(question.host()), System.currentTimeMillis());
            single[i] = System.nanoTime() - before;
            disagreements += answer == permitted ? 0 : 1;
        }
        Arrays.sort(single);
        results[4][round] = single[single.length / 2];
        for (int i = 0; i < single.length; i++) {
            Question question = asked.get(i);
            long before = System.nanoTime();
            NodeId node = hosts.get(question.host());
            single[i] = System.nanoTime() - before;
            disagreements += node == null ? 1 : 0;
        }
        Arrays.sort(single);
        results[5][round] = single[single.length / 2];
        for (int i = 0; i < single.length; i++) {
            Question question = asked.get(i);
            NodeId node = NodeId.of(hosts.get(question.host()).toString());
            long before = System.nanoTime();
            boolean answer = ours(question.actor(), node);
            single[i] = System.nanoTime() - before;
            disagreements += answer == permitted ? 0 : 1;
        }
        Arrays.sort(single);
        results[6][round] = single[single.length / 2];
    }

    private static void print(String what, double[][] rounds) {
        double[] median = new double[rounds.length];
        for (int i = 0; i < rounds.length; i++) {
            double[] warm = Arrays.copyOfRange(rounds[i], ROUNDS / 2, ROUNDS);
            Arrays.sort(warm);
            median[i] = warm[warm.length / 2];
        }
        System.out.printf("%-9s  p50 of single checks: node known %.0f ns   with host lookup %.0f ns (p99 %.0f)"
                        + "   walking up, with host lookup %.0f ns   ratio %.2f%n",
                what, median[6], median[2], median[3], median[4], median[2] / median[4]);
        System.out.printf("%-9s  host lookup alone %.0f ns; many in a row, mean: ours %.0f ns, walking up %.0f ns%n",
                "", median[5], median[0], median[1]);
    }

    private static double clockCost() {
        long start = System.nanoTime();
        long sink = 0;
        for (int i = 0; i < 10_000_000; i++) {
            sink ^= System.nanoTime();
        }
        long end = System.nanoTime();
        return (end - start) / 10_000_000.0 + (sink == 42 ? 1 : 0);
    }

    private List<Question> questions(boolean permitted) {
        List<Question> asked = new ArrayList<>(POOL);
        while (asked.size() < POOL) {
            Actor actor = people.get(random.nextInt(PEOPLE));
            HostId host = hostIds.get(random.nextInt(HOSTS));
            if (walk(actor, hosts.get(host), System.currentTimeMillis()) == permitted) {
                // As it comes out of a request: an identifier of its own, not the very object that the table holds.
                asked.add(new Question(actor, new HostId(new UUID(
                        host.value().getMostSignificantBits(), host.value().getLeastSignificantBits()))));
            }
        }
        return asked;
    }

    /** As {@code AccessAuthority} asks: are the rights fresh, what time is it, may he, and by which rule was it? */
    private boolean ours(Actor actor, NodeId node) {
        if (System.nanoTime() - verifiedNanos >= CurrentRights.AGE_MAX.toNanos() * 1_000) {
            return false;
        }
        Decision decision = rights.may(actor, OPEN, node, System.currentTimeMillis());
        if (!(decision instanceof Decision.Permitted(String rule))) {
            return false;
        }
        decisions.permitted(actor, OPEN.name(), rule, () -> "first on " + rights.path(node));
        return true;
    }

    /** The anchor: from the node up to the root, is there a grant of this person here? */
    private boolean walk(Actor actor, NodeId from, long now) {
        List<HeldGrant.Facts> held = byPerson.getOrDefault(actor.requirePerson(), List.of());
        NodeId at = from;
        while (at != null) {
            for (HeldGrant.Facts grant : held) {
                if (grant.node().equals(at) && grant.role().allows(OPEN) && grant.expiresAt().toEpochMilli() > now) {
                    return true;
                }
            }
            at = rows.get(at).parent();
        }
        return false;
    }

    private void plant() throws IOException {
        PersonId owner = new PersonId(UUID.randomUUID());
        for (int i = 0; i < NODES; i++) {
            NodeId id = new NodeId(UUID.randomUUID());
            // Ten children a node: a tree some five levels deep, as companies are.
            NodeId parent = i == 0 ? null : nodes.get((i - 1) / 10);
            rows.put(id, new NodeFacts(parent, "n" + i, owner, Environment.PRODUCTION, 2, false, null));
            nodes.add(id);
        }
        for (int i = 0; i < HOSTS; i++) {
            HostId host = new HostId(new UUID(random.nextLong(), random.nextLong()));
            hosts.put(host, nodes.get(random.nextInt(NODES)));
            hostIds.add(host);
        }
        for (int i = 0; i < PEOPLE; i++) {
            PersonId person = new PersonId(UUID.randomUUID());
            people.add(new Actor(
                    Actor.Kind.PERSON, person, "p" + i, "Person " + i, "team", "127.0.0.1", AccessMethod.SSH, null));
        }
        Role operator = roles().get("operator");
        for (int i = 0; i < GRANTS; i++) {
            // A person signed in carries an identifier of his own, not the object that the grants hold.
            PersonId person = PersonId.of(
                    people.get(random.nextInt(PEOPLE)).requirePerson().toString());
            // Half of the grants high up, half somewhere: both hits and misses are asked for.
            NodeId node = nodes.get(i % 2 == 0 ? 1 + random.nextInt(100) : 1 + random.nextInt(NODES - 1));
            HeldGrant.Facts facts = new HeldGrant.Facts(
                    UUID.randomUUID(), person, operator, node, true, false, Instant.now().plus(Duration.ofDays(30)),
                    HeldGrant.Life.LIVE);
            grants.add(facts);
            byPerson.computeIfAbsent(person, key -> new ArrayList<>()).add(facts);
        }
    }

    private static Map<String, Role> roles() throws IOException {
        try (InputStream in = Permission.class.getResourceAsStream("/dev/bastide/access/roles.tsv")) {
            return RoleBook.readRoles(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList());
        }
    }
}
