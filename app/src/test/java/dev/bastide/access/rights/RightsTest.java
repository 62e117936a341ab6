package dev.bastide.access.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.rights.HeldGrant.Life;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.TreeSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled rights say what a walk up the tree, grant by grant, says. */
class RightsTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Action OPEN = new Action("session.open");
    private static final Action VOTE = new Action("approval.vote");
    private static final Role OPERATOR = new Role("operator", Role.Reach.SERVICE, Set.of("session.open"));
    private static final Role APPROVER = new Role("approver", Role.Reach.COMPANY, Set.of("approval.vote"));
    private static final Role FOUNDER = new Role("founder", Role.Reach.FOUNDING, Set.of("tree.edit"));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void permitsExactlyWhatANaiveReadingPermits(long seed) {
        Random random = new Random(seed);
        TreeSnapshot tree = tree(random, 80);
        List<HeldGrant.Facts> grants = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            grants.add(grant(random, tree));
        }
        Rights rights = new Rights(new RightsStamp(1, 1, 0, 0, false, null), tree, FOUNDER, grants);

        for (int person = 0; person < 8; person++) {
            for (ServiceNode node : tree.all()) {
                for (Action action : List.of(OPEN, VOTE)) {
                    boolean naive = naive(tree, grants, person(person), action, node.id());
                    assertThat(rights.may(actor(person), action, node.id(), NOW.toEpochMilli())
                                    .isPermitted())
                            .as("seed %s person %s %s on %s", seed, person, action, node.path())
                            .isEqualTo(naive);
                    assertThat(rights.consider(person(person), action, node.id(), NOW.toEpochMilli()).stream()
                                    .anyMatch(said -> said.verdict() == Considered.Verdict.PERMITS))
                            .isEqualTo(naive);
                }
            }
        }
    }

    private static boolean naive(
            TreeSnapshot tree, List<HeldGrant.Facts> grants, PersonId person, Action action, NodeId node) {
        boolean production = tree.node(node).orElseThrow().production();
        return grants.stream()
                .filter(grant -> grant.person().equals(person) && grant.role().allows(action))
                .filter(grant -> grant.life() == Life.LIVE && grant.expiresAt().isAfter(NOW))
                .filter(grant -> grant.onProduction() || !production)
                .anyMatch(grant -> reaches(tree, grant, node));
    }

    private static boolean reaches(TreeSnapshot tree, HeldGrant.Facts grant, NodeId node) {
        for (ServiceNode at : tree.path(node).reversed()) {
            if (at.id().equals(grant.node())) {
                return true;
            }
            if (at.inheritStop() && grant.role().reach() == Role.Reach.SERVICE) {
                return false;
            }
        }
        return false;
    }

    private static HeldGrant.Facts grant(Random random, TreeSnapshot tree) {
        Life[] lives = {Life.LIVE, Life.LIVE, Life.LIVE, Life.ENDED, Life.DUTY_ENDED, Life.DISABLED};
        return new HeldGrant.Facts(
                new UUID(random.nextLong(), random.nextLong()),
                person(random.nextInt(8)),
                random.nextBoolean() ? OPERATOR : APPROVER,
                tree.at(random.nextInt(tree.size())).id(),
                random.nextInt(4) > 0,
                NOW.plusSeconds(random.nextInt(5) - 1),
                lives[random.nextInt(lives.length)]);
    }

    private static TreeSnapshot tree(Random random, int size) {
        Map<NodeId, NodeFacts> rows = new LinkedHashMap<>();
        List<NodeId> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            NodeId id = new NodeId(new UUID(random.nextLong(), random.nextLong()));
            @Nullable NodeId parent = i == 0 ? null : ids.get(random.nextInt(ids.size()));
            Environment environment = random.nextBoolean() ? Environment.PRODUCTION : Environment.TEST;
            boolean stop = i > 0 && random.nextInt(6) == 0;
            rows.put(id, new NodeFacts(parent, "n" + i, person(0), environment, 1, stop, null));
            ids.add(id);
        }
        return TreeSnapshot.of(1, rows);
    }

    private static PersonId person(int number) {
        return new PersonId(new UUID(1, number));
    }

    private static Actor actor(int number) {
        return new Actor(Actor.Kind.PERSON, person(number), "p", "P", "-", "127.0.0.1", AccessMethod.CONSOLE, null);
    }
}
