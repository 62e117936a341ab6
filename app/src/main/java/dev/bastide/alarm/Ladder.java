package dev.bastide.alarm;

import dev.bastide.alarm.roster.OnDuty;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duty;
import dev.bastide.notification.AddressBook;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who stands on which rung for a node, computed when it is their turn and never picked by who raises the alarm. Source: seed
 * 000 s4 (A103).
 */
@Component
class Ladder {
    private final OnDuty duty;
    private final Heads heads;
    private final ServiceTree tree;
    private final AddressBook book;

    Ladder(OnDuty duty, Heads heads, ServiceTree tree, AddressBook book) {
        this.duty = duty;
        this.heads = heads;
        this.tree = tree;
        this.book = book;
    }

    /** Who stands there and was not told yet. */
    List<PersonId> at(Rung rung, @Nullable NodeId node, Set<PersonId> told) {
        Collection<PersonId> people = switch (rung) {
            case ON_DUTY -> onDuty(node).map(OnDuty.Duty::first).stream().toList();
            case NEXT -> onDuty(node).map(OnDuty.Duty::others).orElse(List.of());
            case HEAD -> node == null ? List.<PersonId>of() : headsOf(node);
            case ABOVE -> above(node, told);
            case OFFICER -> officers();
        };
        return people.stream().filter(person -> !told.contains(person)).toList();
    }

    /** Who is told again and again when everybody was told already: nobody may be left who never hears of it anew. */
    List<PersonId> last(@Nullable NodeId node) {
        return Stream.concat(onDuty(node).map(OnDuty.Duty::first).stream(), officers().stream())
                .distinct()
                .toList();
    }

    /** Who has it now: he who took it, or while he is away his deputy; failing both whoever is told last. */
    List<PersonId> holder(PersonId taker, @Nullable NodeId node) {
        return duty.here(taker).map(List::of).orElseGet(() -> last(node));
    }

    private Optional<OnDuty.Duty> onDuty(@Nullable NodeId node) {
        return node == null ? Optional.empty() : duty.on(node);
    }

    private Set<PersonId> headsOf(NodeId node) {
        Set<PersonId> here = new LinkedHashSet<>();
        heads.headsOf(node, Set.of()).forEach(head -> duty.here(head).ifPresent(here::add));
        return here;
    }

    private Set<PersonId> above(@Nullable NodeId node, Set<PersonId> told) {
        if (node == null) {
            return Set.of();
        }
        for (ServiceNode parent :
                tree.snapshot().path(node).reversed().stream().skip(1).toList()) {
            Set<PersonId> people = headsOf(parent.id());
            if (!told.containsAll(people)) {
                return people;
            }
        }
        return Set.of();
    }

    private List<PersonId> officers() {
        for (String office : List.of(Duty.ISO, Duty.SECURITY_ENGINEER, Duty.ADMINISTRATOR)) {
            List<PersonId> here = book.withDuty(office).stream()
                    .flatMap(person -> duty.here(person).stream())
                    .distinct()
                    .toList();
            if (!here.isEmpty()) {
                return here;
            }
        }
        // All are on leave: better told on leave than not at all.
        return Stream.of(Duty.ISO, Duty.SECURITY_ENGINEER, Duty.ADMINISTRATOR)
                .flatMap(office -> book.withDuty(office).stream())
                .distinct()
                .toList();
    }
}
