package dev.bastide.access.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.rights.HeldGrant.Life;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The compiled rights say what a walk up the tree, grant by grant, says. */
class RightsTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Action OPEN = new Action("session.open");
    private static final Action VOTE = new Action("approval.vote");
    private static final Action PLANT = new Action("tree.edit");
    private static final Role OPERATOR = new Role("operator", Role.Reach.SERVICE, Set.of("session.open"));
    private static final Role APPROVER = new Role("approver", Role.Reach.COMPANY, Set.of("approval.vote"));
    private static final Role FOUNDER = new Role("founder", Role.Reach.FOUNDING, Set.of("tree.edit"));

    @Test
    void permitsExactlyWhatANaiveReadingPermits() {
        for (long seed = 1; seed <= 20; seed++) {
            compare(seed, 80, 60, 8);
        }
    }

    @Test
    @Tag("long")
    void permitsExactlyWhatANaiveReadingPermitsInThousandsOfTrees() {
        for (long seed = 1_000; seed < 6_000; seed++) {
            Random random = new Random(seed);
            compare(seed, 1 + random.nextInt(120), random.nextInt(150), 1 + random.nextInt(8));
        }
    }

    @Test
    void findsEveryNodeAndNoOther() {
        Random random = new Random(7);
        for (int size : new int[] {1, 2, 3, 4, 5, 8, 16, 17, 1_000}) {
            TreeSnapshot tree = tree(random, size);

            for (int place = 0; place < size; place++) {
                assertThat(tree.position(tree.at(place).id())).isEqualTo(place);
            }
            assertThat(tree.position(new NodeId(new UUID(random.nextLong(), random.nextLong()))))
                    .isEqualTo(-1);
        }
        assertThat(TreeSnapshot.of(1, Map.of()).position(new NodeId(new UUID(0, 0))))
                .isEqualTo(-1);
    }

    /** Every person, action and node of a random company, founding open in every third: both ways say the same. */
    private static void compare(long seed, int nodes, int count, int people) {
        Random random = new Random(seed);
        TreeSnapshot tree = tree(random, nodes);
        List<HeldGrant.Facts> grants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            grants.add(grant(random, tree));
        }
        boolean founding = random.nextInt(3) == 0;
        RightsStamp stamp = new RightsStamp(1, 1, 0, 0, founding, founding, founding ? person(0) : null);
        Rights rights = new Rights(stamp, tree, FOUNDER, grants);
        for (int person = 0; person < people; person++) {
            for (ServiceNode node : tree.all()) {
                for (Action action : List.of(OPEN, VOTE, PLANT)) {
                    agree(seed, rights, grants, person, action, node);
                }
            }
        }
    }

    private static void agree(
            long seed, Rights rights, List<HeldGrant.Facts> grants, int person, Action action, ServiceNode node) {
        boolean granted = naive(rights.tree(), grants, person(person), action, node.id());
        boolean founds = rights.foundingOpen() && person == 0 && action.equals(PLANT);
        Decision decision = rights.may(actor(person), action, node.id(), NOW.toEpochMilli());
        boolean considered = rights.consider(person(person), action, node.id(), NOW.toEpochMilli()).stream()
                .anyMatch(said -> said.verdict() == Considered.Verdict.PERMITS);
        if (decision.isPermitted() != (granted || founds)
                || considered != granted
                || !named(rights, decision, action, node).equals(granted ? "permits" : "")) {
            throw new AssertionError("seed %s, person %s, %s on %s: granted %s, founds %s, considered %s, decision %s"
                    .formatted(seed, person, action, node.path(), granted, founds, considered, decision));
        }
    }

    /** What the grant that a decision names says to the same question; empty when it names none. */
    private static String named(Rights rights, Decision decision, Action action, ServiceNode node) {
        if (!(decision instanceof Decision.Permitted(String rule)) || rule.equals("founding")) {
            return "";
        }
        return rights.all().stream()
                .filter(grant -> rule.startsWith("grant:" + grant.facts().id()))
                .flatMap(
                        grant -> rights.consider(grant.facts().person(), action, node.id(), NOW.toEpochMilli()).stream()
                                .filter(said -> said.grant() == grant))
                .map(said -> said.verdict().name().toLowerCase(java.util.Locale.ROOT))
                .findFirst()
                .orElse("unknown");
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
                random.nextBoolean(),
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
