package dev.bastide.change;

import dev.bastide.access.PermitDesk;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The desk at the bastion's door: whoever stands there without a permit chooses a specification and asks for one by
 * typing, or is told what he asked for already. Free text is taken off production only.
 */
@Component
class TerminalDesk implements PermitDesk {
    private final Operations operations;
    private final OperationReads reads;
    private final OperationTelling telling;
    private final TerminalOffers offers;
    private final TerminalFates fates;
    private final TerminalFaults faults;
    private final Hosts hosts;
    private final Clock clock;

    TerminalDesk(
            Operations operations,
            OperationReads reads,
            OperationTelling telling,
            TerminalOffers offers,
            TerminalFates fates,
            TerminalFaults faults,
            Hosts hosts,
            Clock clock) {
        this.operations = operations;
        this.reads = reads;
        this.telling = telling;
        this.offers = offers;
        this.fates = fates;
        this.faults = faults;
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public Offer offer(Actor actor, HostId host) {
        return offers.of(actor, hosts.find(host).orElseThrow());
    }

    @Override
    public Optional<Pending> pending(Actor actor, HostId host, String account) {
        PersonId person = actor.person();
        return person == null
                ? Optional.empty()
                : reads.waiting(person, host, account, clock.instant())
                        .map(found ->
                                new Pending(found.revision(), found.name(), found.path(), telling.missing(found)));
    }

    @Override
    public Fate fate(Actor actor, HostId host, String account, UUID subject) {
        return fates.of(actor.requirePerson(), host, account, subject);
    }

    @Override
    public Set<UUID> stillWaiting(Set<UUID> subjects) {
        return reads.stillWaiting(subjects, clock.instant());
    }

    @Override
    public Optional<Fault> fault(Actor actor, HostId host, String account, Wish so) {
        return faults.of(actor, hosts.find(host).orElseThrow(), account, so);
    }

    @Override
    public Filed fileFromTerminal(Actor actor, HostId host, String account, Wish wish) {
        String path = hosts.find(host).map(Host::path).orElse("");
        try {
            Operation made = operations.request(actor, request(path, account, wish));
            return new Filed.Request(made.revision(), made.path());
        } catch (ActRefused refused) {
            return new Filed.NotFiled(refused.reason());
        } catch (BadInput mistake) {
            return new Filed.NotFiled(new Reason(mistake.key(), mistake.args(), "", "/operations/new"));
        }
    }

    /** What was typed, as every other way of asking brings it. */
    static OperationRequest request(String path, String account, Wish wish) {
        return new OperationRequest(
                List.of(path),
                account,
                wish.specification(),
                wish.values(),
                wish.specification().isEmpty() ? wish.steps() : List.of(),
                wish.specification().isEmpty() ? wish.rollback() : List.of(),
                Content.Purpose.CHANGE,
                OperationRequest.WindowText.upon(wish.window()),
                wish.reason(),
                "",
                List.of(),
                wish.ticket(),
                "",
                null);
    }
}
