package dev.bastide.asset.scan;

import dev.bastide.approval.ApprovalSubject;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.Duty;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What the two who sign an agreement to scan are shown, and that one of them is security beside the owner. (A79) */
@Component
class AuthorisationSubject implements ApprovalSubject {
    /** The kind under which agreements are signed. */
    static final String KIND = "scan-authorisation";

    private static final Set<String> SECURITY = Set.of(Duty.SECURITY_ENGINEER, Duty.ISO);

    private final AuthorisationRows rows;
    private final Duties duties;
    private final People people;

    AuthorisationSubject(AuthorisationRows rows, Duties duties, People people) {
        this.rows = rows;
        this.duties = duties;
        this.people = people;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public View view(UUID subject) {
        Authorisation asked = rows.find(subject).orElseThrow();
        ScanAsk ask = asked.ask();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("asset.scan.purpose", ask.purpose()));
        lines.add(new Line("asset.scan.ranges", String.join(", ", ask.ranges())));
        if (!ask.excludes().isEmpty()) {
            lines.add(new Line("asset.scan.excludes", String.join(", ", ask.excludes())));
        }
        lines.add(new Line("asset.scan.ports", ask.scope().ports().toString()));
        lines.add(new Line(
                "asset.scan.count", addresses(ask) + " × " + ask.scope().ports().count()));
        lines.add(new Line(
                "asset.scan.rate",
                ask.rate().perSecond() + "/s, " + ask.rate().perHost() + "/s a host, "
                        + ask.rate().perNetwork() + "/s a network"));
        lines.add(new Line("asset.scan.opens", ask.opens().toString()));
        lines.add(new Line("asset.scan.window", ask.window().toMinutes() + " min"));
        lines.add(new Line("asset.scan.repeat", Integer.toString(ask.repeatDays())));
        lines.add(new Line("asset.scan.expires", ask.expires().toString()));
        lines.add(new Line("asset.scan.operator", name(ask.operator())));
        lines.add(new Line("asset.scan.engineer", name(ask.engineer())));
        lines.add(new Line("asset.scan.vantage", ask.vantage()));
        lines.add(new Line("asset.scan.tool", asked.tool()));
        asked.steps().forEach(step -> lines.add(new Line("asset.scan.step", step)));
        return new View(
                "asset.scan.happens",
                List.of(
                        Long.toString(addresses(ask)),
                        Integer.toString(ask.scope().ports().count())),
                lines,
                List.of(new Touch(asked.name(), asked.path())),
                ask.expires());
    }

    @Override
    public List<Reason> missing(UUID subject, List<Yes> yes) {
        boolean both = yes.stream()
                .filter(Yes::asHead)
                .anyMatch(head -> yes.stream()
                        .anyMatch(other -> !other.voter().equals(head.voter()) && isSecurity(other.voter())));
        return both
                ? List.of()
                : List.of(Reason.of("asset.scan.missing.security", "A79", "/scans/authorisations/" + subject));
    }

    /** Whether somebody speaks for security. */
    boolean isSecurity(PersonId person) {
        return duties.current(person)
                .filter(duty -> SECURITY.contains(duty.duty()))
                .isPresent();
    }

    private static long addresses(ScanAsk ask) {
        return ask.scope().addresses().count();
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse("?");
    }
}
