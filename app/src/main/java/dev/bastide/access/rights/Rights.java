package dev.bastide.access.rights;

import dev.bastide.access.rights.Considered.Verdict;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.servicetree.TreeSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody's rights at one stamp, never changed. Default deny: no grant on the path, no permission. Source: seed 000
 * s2.2 and s4 (A44, A108).
 */
public final class Rights {
    private static final Decision FOUNDING = Decision.permitted("founding");
    private static final HeldGrant[] NONE = {};

    private final RightsStamp stamp;
    private final TreeSnapshot tree;
    private final Role founder;
    private final Map<PersonId, HeldGrant[]> held;

    Rights(RightsStamp stamp, TreeSnapshot tree, Role founder, Collection<HeldGrant.Facts> grants) {
        this.stamp = stamp;
        this.tree = tree;
        this.founder = founder;
        Map<PersonId, List<HeldGrant>> byPerson = new HashMap<>();
        for (HeldGrant.Facts facts : grants) {
            int from = tree.position(facts.node());
            int last = from < 0 ? -1 : tree.lastBelow(from);
            byPerson.computeIfAbsent(facts.person(), key -> new ArrayList<>()).add(new HeldGrant(facts, from, last));
        }
        this.held = new HashMap<>(byPerson.size() * 2);
        byPerson.forEach((person, list) -> held.put(person, list.toArray(HeldGrant[]::new)));
    }

    RightsStamp stamp() {
        return stamp;
    }

    /** The tree these rights were computed on. */
    public TreeSnapshot tree() {
        return tree;
    }

    /** Whether founding is open: then nothing on production is possible. */
    public boolean foundingOpen() {
        return stamp.foundingOpen();
    }

    /** May this actor do this on this node at this moment? */
    public Decision may(Actor actor, Action action, NodeId node, long nowMillis) {
        int position = tree.position(node);
        PersonId person = actor.person();
        if (position >= 0 && person != null) {
            int stop = tree.stopAbove(position);
            boolean production = tree.at(position).production();
            for (HeldGrant grant : of(person)) {
                if (grant.covers(position, stop, production) && grant.allows(action) && grant.counts(nowMillis)) {
                    return grant.use(nowMillis);
                }
            }
        }
        if (mayFound(actor, action)) {
            return FOUNDING;
        }
        return Decision.refused(whyNot(actor, action, node, nowMillis));
    }

    /** May this actor do this anywhere at this moment? */
    public Decision mayAnywhere(Actor actor, Action action, long nowMillis) {
        PersonId person = actor.person();
        if (person != null) {
            for (HeldGrant grant : of(person)) {
                if (grant.allows(action) && grant.counts(nowMillis)) {
                    return grant.permitted();
                }
            }
        }
        if (mayFound(actor, action)) {
            return FOUNDING;
        }
        return Decision.refused(person == null ? noPerson() : whyNowhere(person, action));
    }

    /** Every grant that lets somebody do this on the node at this moment. */
    public List<HeldGrant> whoMay(Action action, NodeId node, long nowMillis) {
        int position = tree.position(node);
        if (position < 0) {
            return List.of();
        }
        int stop = tree.stopAbove(position);
        boolean production = tree.at(position).production();
        return held.values().stream()
                .flatMap(Arrays::stream)
                .filter(grant ->
                        grant.covers(position, stop, production) && grant.allows(action) && grant.counts(nowMillis))
                .toList();
    }

    /** Every grant of the person, and what it says to the question: the whole of why and why not. */
    public List<Considered> consider(PersonId person, Action action, NodeId node, long nowMillis) {
        int position = tree.position(node);
        return grantsOf(person).stream()
                .map(grant -> new Considered(grant, verdict(grant, action, position, nowMillis)))
                .sorted(Comparator.comparing(Considered::verdict))
                .toList();
    }

    private Verdict verdict(HeldGrant grant, Action action, int position, long nowMillis) {
        if (!grant.allows(action)) {
            return Verdict.OTHER_ACTION;
        }
        int stop = position < 0 ? 0 : tree.stopAbove(position);
        if (position < 0 || (!grant.covers(position, 0, false) && !grant.isStopped(position, stop))) {
            return Verdict.ELSEWHERE;
        }
        if (grant.isStopped(position, stop)) {
            return Verdict.STOPPED;
        }
        if (!grant.covers(position, stop, tree.at(position).production())) {
            return Verdict.NOT_PRODUCTION;
        }
        return switch (grant.facts().life()) {
            case ENDED -> Verdict.ENDED;
            case DUTY_ENDED -> Verdict.DUTY_ENDED;
            case DISABLED -> Verdict.DISABLED;
            case LIVE -> grant.counts(nowMillis) ? Verdict.PERMITS : Verdict.EXPIRED;
        };
    }

    /** The person's grants, those that ended lately too. */
    public List<HeldGrant> grantsOf(PersonId person) {
        return List.of(of(person));
    }

    /** Every grant known, those that ended lately too. */
    public List<HeldGrant> all() {
        return held.values().stream().flatMap(Arrays::stream).toList();
    }

    /** The same grants on another state of the tree: what a move would change. */
    public Rights on(TreeSnapshot other) {
        return new Rights(
                stamp, other, founder, all().stream().map(HeldGrant::facts).toList());
    }

    private HeldGrant[] of(PersonId person) {
        return held.getOrDefault(person, NONE);
    }

    // While founding is open the founder, and the set-up run on the server itself, prepare people, tree and hosts.
    private boolean mayFound(Actor actor, Action action) {
        if (!stamp.foundingOpen() || !founder.allows(action)) {
            return false;
        }
        boolean setup = actor.kind() == Actor.Kind.MACHINE && actor.method() == AccessMethod.LOCAL;
        return setup || (actor.person() != null && actor.person().equals(stamp.founder()));
    }

    private Reason whyNot(Actor actor, Action action, NodeId node, long nowMillis) {
        PersonId person = actor.person();
        if (person == null) {
            return noPerson();
        }
        int position = tree.position(node);
        if (position < 0) {
            return Reason.of("access.refused.no-node", "A108", "/tree");
        }
        String path = tree.at(position).path();
        List<HeldGrant> fitting =
                grantsOf(person).stream().filter(grant -> grant.allows(action)).toList();
        return why(fitting, position, nowMillis, action, path)
                .orElseGet(() -> reason("access.refused.no-role", action.name(), path));
    }

    private Optional<Reason> why(List<HeldGrant> fitting, int position, long nowMillis, Action action, String path) {
        int stop = tree.stopAbove(position);
        boolean production = tree.at(position).production();
        for (HeldGrant grant : fitting) {
            if (grant.covers(position, stop, production)) {
                return Optional.of(whyDead(grant, path));
            }
        }
        for (HeldGrant grant : fitting) {
            if (grant.isStopped(position, stop)) {
                String where = tree.at(stop).path();
                return Optional.of(
                        reason("access.refused.stopped", grant.facts().role().name(), where));
            }
            if (grant.covers(position, stop, false)) {
                return Optional.of(reason(
                        "access.refused.not-production", grant.facts().role().name(), path));
            }
        }
        boolean elsewhere = fitting.stream().anyMatch(grant -> grant.counts(nowMillis));
        return elsewhere ? Optional.of(reason("access.refused.elsewhere", action.name(), path)) : Optional.empty();
    }

    private Reason whyNowhere(PersonId person, Action action) {
        return grantsOf(person).stream()
                .filter(grant -> grant.allows(action))
                .findFirst()
                .map(grant -> whyDead(grant, "/"))
                .orElseGet(() -> reason("access.refused.no-role", action.name(), "/"));
    }

    private static Reason whyDead(HeldGrant grant, String path) {
        HeldGrant.Facts facts = grant.facts();
        String role = facts.role().name();
        return switch (facts.life()) {
            case DUTY_ENDED ->
                new Reason("access.refused.duty-ended", List.of(role, path), "A53", "/permissions/request");
            case DISABLED -> new Reason("access.refused.disabled", List.of(role, path), "A53", "/permissions");
            case ENDED -> reason("access.refused.grant-ended", role, path);
            case LIVE ->
                new Reason(
                        "access.refused.expired",
                        List.of(role, path, facts.expiresAt().toString()),
                        "A52",
                        "/permissions/request");
        };
    }

    private static Reason noPerson() {
        return Reason.of("access.refused.no-person", "A44", "");
    }

    private static Reason reason(String key, String... args) {
        return new Reason(key, List.of(args), "A44", "/permissions/request");
    }
}
