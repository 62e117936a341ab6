package dev.bastide.identity.ldap;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.identity.NewPerson;
import dev.bastide.identity.ldap.Plan.Kind;
import dev.bastide.identity.ldap.Plan.Line;
import dev.bastide.identity.scim.Directory;
import dev.bastide.identity.scim.Entry;
import dev.bastide.identity.scim.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what follows from a directory, by the rules that carry it out, and does none of it. */
@Component
class Planner {
    private final Directory directory;

    Planner(Directory directory) {
        this.directory = directory;
    }

    /** Throws {@link ActRefused} when the actor may not speak for a directory at all. */
    Plan plan(Actor actor, List<Found> found) {
        directory.requireMay(actor);
        Map<String, Entry> known = new HashMap<>();
        for (Entry entry : directory.known(Found.PREFIX)) {
            known.put(String.valueOf(entry.words().externalId()), entry);
        }
        List<Line> lines = new ArrayList<>();
        int people = 0;
        for (Found one : found) {
            Entry entry = known.remove(one.externalId());
            if (entry == null) {
                entry = directory.named(one.login()).orElse(null);
            }
            people += entry != null && entry.active() ? 1 : 0;
            line(actor, one, entry).ifPresent(lines::add);
        }
        for (Entry entry : known.values()) {
            people += entry.active() ? 1 : 0;
            foreseen(actor, entry, Found.gone()).ifPresent(lines::add);
        }
        lines.sort(Comparator.comparing(Line::kind).thenComparing(Line::login));
        return new Plan(lines, people);
    }

    private Optional<Line> line(Actor actor, Found one, @Nullable Entry entry) {
        if (entry == null) {
            return one.active() ? Optional.of(added(one)) : Optional.empty();
        }
        String external = entry.words().externalId();
        if (external != null && !external.equals(one.externalId())) {
            return Optional.of(held(Kind.PROBLEM, entry, "identity.ldap.problem.other", one.said()));
        }
        if (one.active() && !entry.active()) {
            return Optional.of(held(Kind.KEPT, entry, "identity.scim.kept.disabled", one.said()));
        }
        return foreseen(actor, entry, one.said());
    }

    private Line added(Found one) {
        Said said = one.announced();
        String why = "";
        if (!NewPerson.isLogin(one.login())) {
            why = "identity.ldap.problem.login";
        } else if (one.email().isEmpty() && !one.login().contains("@")) {
            why = "identity.ldap.problem.email";
        } else if (directory.isNameBorne(one.name().isEmpty() ? one.login() : one.name())) {
            why = "identity.scim.kept.name";
        }
        String duty = directory.dutyOf(one.title(), one.department()).orElse("");
        return new Line(why.isEmpty() ? Kind.ADD : Kind.PROBLEM, null, one.login(), one.name(), "", duty, why, said);
    }

    private Optional<Line> foreseen(Actor actor, Entry entry, Said said) {
        try {
            Directory.Outlook outlook = directory.foresee(actor, entry, said);
            if (outlook.effect() == Directory.Effect.NONE) {
                return Optional.empty();
            }
            Kind kind = Kind.valueOf(outlook.effect().name());
            String login = entry.login();
            return Optional.of(
                    new Line(kind, entry.person(), login, entry.name(), outlook.before(), outlook.after(), "", said));
        } catch (ActRefused kept) {
            return Optional.of(held(Kind.KEPT, entry, kept.reason().key(), said));
        }
    }

    private static Line held(Kind kind, Entry entry, String why, Said said) {
        return new Line(kind, entry.person(), entry.login(), entry.name(), "", "", why, said);
    }
}
