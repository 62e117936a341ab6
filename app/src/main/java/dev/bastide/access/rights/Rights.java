package dev.bastide.access.rights;

import dev.bastide.access.rights.Considered.Verdict;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.IdPlaces;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.servicetree.TreeSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's rights at one stamp, never changed. Default deny: no grant on the path, no permission. Source: seed 000
 * s2.2 and s4 (A44, A108).
 */
public final class Rights {
    private static final Decision FOUNDING = Decision.permitted("founding");
    private static final Decision NO_PERSON = Decision.refused(Reason.of("access.refused.no-person", "A44", ""));
    private static final Decision NO_NODE = Decision.refused(Reason.of("access.refused.no-node", "A108", "/tree"));

    private static final Decision FOREIGN =
            Decision.refused(Reason.of("access.refused.foreign-node", "A108", "/record?operation=row.refuse"));

    private final RightsStamp stamp;
    private final TreeSnapshot tree;
    private final Role founder;
    private final IdPlaces people;
    private final PersonGrants[] held;

    Rights(RightsStamp stamp, TreeSnapshot tree, Role founder, Collection<HeldGrant.Facts> grants) {
        this.stamp = stamp;
        this.tree = tree;
        this.founder = founder;
        Map<PersonId, List<HeldGrant>> byPerson = new LinkedHashMap<>();
        for (HeldGrant.Facts facts : grants) {
            int from = tree.position(facts.node());
            int last = from < 0 ? -1 : tree.lastBelow(from);
            byPerson.computeIfAbsent(facts.person(), key -> new ArrayList<>()).add(new HeldGrant(facts, from, last));
        }
        this.people =
                new IdPlaces(byPerson.keySet().stream().map(PersonId::value).toList());
        this.held = byPerson.values().stream().map(PersonGrants::new).toArray(PersonGrants[]::new);
    }

    RightsStamp stamp() {
        return stamp;
    }

    /** The tree these rights were computed on. */
    public TreeSnapshot tree() {
        return tree;
    }

    /** The path of a node, for words; the id of one that is not in the tree. */
    String path(NodeId node) {
        int position = tree.position(node);
        return position < 0 ? node.value().toString() : tree.at(position).path();
    }

    /** Whether founding is open, or is not known to have ended: then nothing on production is possible. */
    public boolean foundingOpen() {
        return stamp.productionShut();
    }

    /** May this actor do this on this node at this moment? */
    public Decision may(Actor actor, Action action, NodeId node, long nowMillis) {
        int position = tree.position(node);
        PersonId person = actor.person();
        PersonGrants mine = person == null ? PersonGrants.NONE : of(person);
        if (position >= 0) {
            @Nullable
            HeldGrant grant =
                    mine.permitting(action, position, tree.stopAbove(position), tree.production(position), nowMillis);
            if (grant != null) {
                return grant.use(nowMillis);
            }
        }
        if (mayFound(actor, action)) {
            return FOUNDING;
        }
        if (person == null) {
            return NO_PERSON;
        }
        if (position < 0) {
            return tree.isForeign(node) ? FOREIGN : NO_NODE;
        }
        return Decision.refused(whyNot(mine, action, position, nowMillis));
    }

    /** May this actor do this anywhere at this moment? */
    public Decision mayAnywhere(Actor actor, Action action, long nowMillis) {
        PersonId person = actor.person();
        if (person != null) {
            for (HeldGrant grant : of(person).all()) {
                if (grant.allows(action) && grant.counts(nowMillis)) {
                    return grant.permitted();
                }
            }
        }
        if (mayFound(actor, action)) {
            return FOUNDING;
        }
        return person == null ? NO_PERSON : Decision.refused(whyNowhere(person, action));
    }

    /** Every grant that lets somebody do this on the node at this moment. */
    public List<HeldGrant> whoMay(Action action, NodeId node, long nowMillis) {
        int position = tree.position(node);
        if (position < 0) {
            return List.of();
        }
        int stop = tree.stopAbove(position);
        boolean production = tree.production(position);
        return Arrays.stream(held)
                .flatMap(grants -> grants.all().stream())
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
        if (!grant.covers(position, stop, tree.production(position))) {
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
        return of(person).all();
    }

    /** Every grant known, those that ended lately too. */
    public List<HeldGrant> all() {
        return Arrays.stream(held).flatMap(grants -> grants.all().stream()).toList();
    }

    /** The same grants on another state of the tree: what a move would change. */
    public Rights on(TreeSnapshot other) {
        return new Rights(
                stamp, other, founder, all().stream().map(HeldGrant::facts).toList());
    }

    private PersonGrants of(PersonId person) {
        int place = people.of(person.value());
        return place < 0 ? PersonGrants.NONE : held[place];
    }

    // While founding is open the founder, and the set-up run on the server itself, prepare people, tree and hosts.
    private boolean mayFound(Actor actor, Action action) {
        if (!stamp.foundingOpen() || !founder.allows(action)) {
            return false;
        }
        boolean setup = actor.kind() == Actor.Kind.MACHINE && actor.method() == AccessMethod.LOCAL;
        return setup || (actor.person() != null && actor.person().equals(stamp.founder()));
    }

    // The reason that mends soonest: a grant that was right and is dead, one that is stopped or kept off production,
    // one that is right elsewhere. Loops and not streams: lists of what one may see ask for thousands of refusals.
    private Reason whyNot(PersonGrants mine, Action action, int position, long nowMillis) {
        int stop = tree.stopAbove(position);
        boolean production = tree.production(position);
        @Nullable HeldGrant barred = null;
        for (int at = mine.nearest(position); at >= 0; at = mine.outwards(at)) {
            HeldGrant grant = mine.at(at);
            if (grant.allows(action) && grant.covers(position, stop, production)) {
                return whyDead(grant, tree.at(position).path());
            }
            if (grant.allows(action) && barred == null) {
                barred = grant;
            }
        }
        if (barred != null) {
            return whyBarred(barred, position, stop);
        }
        String path = tree.at(position).path();
        String key = mine.elsewhere(action, nowMillis)
                ? "access.refused.elsewhere"
                : path.equals("/") ? "access.refused.no-role-company" : "access.refused.no-role";
        return reason(key, action.name(), path);
    }

    private Reason whyBarred(HeldGrant grant, int position, int stop) {
        String role = grant.facts().role().name();
        return grant.isStopped(position, stop)
                ? reason("access.refused.stopped", role, tree.at(stop).path())
                : reason(
                        "access.refused.not-production", role, tree.at(position).path());
    }

    private Reason whyNowhere(PersonId person, Action action) {
        return grantsOf(person).stream()
                .filter(grant -> grant.allows(action))
                .findFirst()
                .map(grant -> whyDead(grant, "/"))
                .orElseGet(() -> reason("access.refused.no-role-anywhere", action.name(), "/"));
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

    private static Reason reason(String key, String what, String where) {
        return new Reason(key, List.of(what, where), "A44", "/permissions/request");
    }
}
