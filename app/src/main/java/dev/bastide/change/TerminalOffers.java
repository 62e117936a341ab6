package dev.bastide.change;

import dev.bastide.access.PermitDesk.Choice;
import dev.bastide.access.PermitDesk.Offer;
import dev.bastide.approval.Voters;
import dev.bastide.asset.Host;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.servicetree.ServiceTree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Which specifications fit a host, for whoever stands at the door: on production those that production allows, the
 * rehearsed first, the others with the place where they can be rehearsed.
 */
@Component
class TerminalOffers {
    private static final Action WRITE = new Action("spec.edit");

    /** More than a terminal shows at once; the console lists them all. */
    private static final int CHOICES_MAX = 20;

    /** As many are looked at, so that what may be asked for is not pushed out by what may not. */
    private static final int LOOKED_AT_MAX = 200;

    private static final int NAMES_MAX = 5;

    private final Specifications specifications;
    private final ObjectProvider<ProofSource> proofs;
    private final ObjectProvider<Voters> rights;
    private final Targets targets;
    private final Offers offers;
    private final ServiceTree tree;
    private final People people;
    private final Clock clock;

    TerminalOffers(
            Specifications specifications,
            ObjectProvider<ProofSource> proofs,
            ObjectProvider<Voters> rights,
            Targets targets,
            Offers offers,
            ServiceTree tree,
            People people,
            Clock clock) {
        this.specifications = specifications;
        this.proofs = proofs;
        this.rights = rights;
        this.targets = targets;
        this.offers = offers;
        this.tree = tree;
        this.people = people;
        this.clock = clock;
    }

    Offer of(Actor actor, Host host) {
        boolean production = targets.isProduction(List.of(host));
        List<Specification> fitting = specifications.current().stream()
                .filter(one -> one.usable() && one.text().purpose() == Content.Purpose.CHANGE)
                .filter(one -> !production || one.text().production())
                .sorted(Comparator.comparing((Specification one) -> !belongs(one, host))
                        .thenComparing(one -> one.text().name()))
                .limit(LOOKED_AT_MAX)
                .toList();
        Optional<Host> trial = production && !fitting.isEmpty() ? offers.toRehearseOn(actor) : Optional.empty();
        List<Choice> choices = fitting.stream()
                .map(one -> choice(one, production, trial))
                .sorted(Comparator.comparing(choice -> choice.hurdle() != null))
                .limit(CHOICES_MAX)
                .toList();
        return new Offer(!production, host.isNetworkDevice(), choices, choices.isEmpty() ? nothing(host) : null);
    }

    private boolean belongs(Specification one, Host host) {
        return tree.snapshot().isAncestorOrSelf(one.text().node(), host.node());
    }

    private Choice choice(Specification one, boolean production, Optional<Host> trial) {
        SpecificationText text = one.text();
        List<String> values = text.parameters().stream().map(Parameter::line).toList();
        return new Choice(text.name(), text.title(), values, production ? hurdle(one, trial) : null);
    }

    private @Nullable Reason hurdle(Specification one, Optional<Host> trial) {
        SpecificationText text = one.text();
        String form = "/operations/new?spec=" + text.name();
        if (text.businessDays()) {
            return Reason.of("change.refused.set-window", "A48", form);
        }
        // What needs values was rehearsed with some of them or not; that is known once they are typed.
        if (!text.parameters().isEmpty() || isRehearsed(one)) {
            return null;
        }
        String days = Long.toString(Drafting.REHEARSAL_AGE_MAX.toDays());
        return trial.map(host -> Reason.of(
                        "change.terminal.rehearse",
                        "A50",
                        form + "&host=" + URLEncoder.encode(host.path(), StandardCharsets.UTF_8) + "&rehearse=1",
                        one.label(),
                        days,
                        host.path()))
                .orElseGet(() -> Reason.of(
                        "change.terminal.rehearse-nowhere", "A50", "/permissions/request", one.label(), days));
    }

    private boolean isRehearsed(Specification one) {
        SpecificationText text = one.text();
        SpecificationRef plain = new SpecificationRef(one.versionId(), text.name(), one.version(), Map.of());
        Instant since = clock.instant().minus(Drafting.REHEARSAL_AGE_MAX);
        return proofs.stream()
                .anyMatch(source -> source.proof(plain, text.steps(), since).isPresent());
    }

    /** Nothing fits: who may write a specification there, and what else is left. */
    private Reason nothing(Host host) {
        String writers = rights.stream()
                .flatMap(port -> port.whoMay(WRITE, host.node()).stream())
                .flatMap(person -> people.find(person).stream())
                .map(Person::name)
                .distinct()
                .sorted()
                .limit(NAMES_MAX)
                .collect(Collectors.joining(", "));
        return writers.isEmpty()
                ? Reason.of("change.terminal.nothing-nobody", "A48", "/specifications", host.path())
                : Reason.of("change.terminal.nothing", "A48", "/specifications/new", host.path(), writers);
    }
}
