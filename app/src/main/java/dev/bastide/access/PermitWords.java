package dev.bastide.access;

import dev.bastide.identity.People;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Words a permit for the record: people by name and login, hosts by path. */
@Component
class PermitWords {
    private final People people;
    private final ObjectProvider<HostPlaces> hosts;

    PermitWords(People people, ObjectProvider<HostPlaces> hosts) {
        this.people = people;
        this.hosts = hosts;
    }

    /** Such as {@code operation for Nora Berg (nora) from … to … on deploy@/shop/web/web-01, content 4f1c…}. */
    String of(NewPermit permit) {
        String executor = people.find(permit.executor())
                .map(person -> person.name() + " (" + person.login() + ")")
                .orElse(permit.executor().toString());
        String targets = permit.targets().stream().map(this::target).collect(Collectors.joining(", "));
        return permit.kind().word() + " for " + executor + " from " + permit.from() + " to " + permit.to() + " on "
                + targets + ", content " + permit.contentHash();
    }

    private String target(PermitTarget target) {
        String id = target.host().toString();
        String path = hosts.stream()
                .flatMap(port -> port.find(id).stream())
                .map(HostPlaces.Place::path)
                .findFirst()
                .orElse(id);
        return target.account() + "@" + path;
    }
}
