package dev.bastide.access.rights;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.TreeSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * The permission check at scale: host to node to decision, in memory, against the anchor of walking up the tree and
 * looking at every grant of the person. Same questions, same answers, one run.
 */
final class Permission {
    private static final int NODES = 100_000;
    private static final int HOSTS = 1_000_000;
    private static final int GRANTS = 10_000;
    private static final int PEOPLE = 5_000;
    private static final int QUESTIONS = 200_000;
    private static final int ROUNDS = 12;
    private static final Action OPEN = new Action("session.open");

    private final Random random = new Random(42);
    private final List<NodeId> nodes = new ArrayList<>(NODES);
    private final Map<NodeId, NodeFacts> rows = new LinkedHashMap<>();
    private final Map<HostId, NodeId> hosts = new HashMap<>(HOSTS * 2);
    private final List<HostId> hostIds = new ArrayList<>(HOSTS);
    private final List<Actor> people = new ArrayList<>(PEOPLE);
    private final List<HeldGrant.Facts> grants = new ArrayList<>(GRANTS);
    private final Map<PersonId, List<HeldGrant.Facts>> byPerson = new HashMap<>();

    public static void main(String[] arguments) throws IOException {
        new Permission().run();
    }

    private void run() throws IOException {
        plant();
        Rights rights = new Rights(
                new RightsStamp(1, 1, 0, PEOPLE, false, null),
                TreeSnapshot.of(1, rows),
                roles().get("founder"),
                grants);
        long now = Instant.now().toEpochMilli();
        double[] ours = new double[ROUNDS];
        double[] anchor = new double[ROUNDS];
        int disagreements = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int[] who = random.ints(QUESTIONS, 0, PEOPLE).toArray();
            int[] where = random.ints(QUESTIONS, 0, HOSTS).toArray();
            long start = System.nanoTime();
            int yes = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                NodeId node = hosts.get(hostIds.get(where[i]));
                yes += rights.may(people.get(who[i]), OPEN, node, now).isPermitted() ? 1 : 0;
            }
            long middle = System.nanoTime();
            int walked = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                walked += walk(people.get(who[i]), hosts.get(hostIds.get(where[i])), now) ? 1 : 0;
            }
            long end = System.nanoTime();
            ours[round] = (middle - start) / (double) QUESTIONS;
            anchor[round] = (end - middle) / (double) QUESTIONS;
            disagreements += Math.abs(yes - walked);
        }
        print(ours, anchor, disagreements);
    }

    private static void print(double[] ours, double[] anchor, int disagreements) {
        double[] warm = Arrays.copyOfRange(ours, ROUNDS / 2, ROUNDS);
        double[] warmAnchor = Arrays.copyOfRange(anchor, ROUNDS / 2, ROUNDS);
        Arrays.sort(warm);
        Arrays.sort(warmAnchor);
        double mine = warm[warm.length / 2];
        double theirs = warmAnchor[warmAnchor.length / 2];
        System.out.printf("nodes %,d  hosts %,d  grants %,d  disagreements %d%n", NODES, HOSTS, GRANTS, disagreements);
        System.out.printf("one check, median of rounds:  ours %.0f ns   walking up %.0f ns   ratio %.2f%n", mine, theirs, mine / theirs);
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
            PersonId person = people.get(random.nextInt(PEOPLE)).requirePerson();
            // Half of the grants high up, half somewhere: both hits and misses are asked for.
            NodeId node = nodes.get(i % 2 == 0 ? 1 + random.nextInt(100) : 1 + random.nextInt(NODES - 1));
            HeldGrant.Facts facts = new HeldGrant.Facts(
                    UUID.randomUUID(), person, operator, node, true, Instant.now().plus(Duration.ofDays(30)),
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
