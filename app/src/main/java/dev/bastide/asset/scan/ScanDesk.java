package dev.bastide.asset.scan;

import dev.bastide.asset.Sight;
import dev.bastide.asset.scan.engine.ScanRate;
import dev.bastide.asset.scan.engine.ScanScope;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What API and pages share: words into what is asked, and only what the reader may see. */
@Component
class ScanDesk {
    private final Authorisations authorisations;
    private final AuthorisationRows agreements;
    private final ScanRuns runs;
    private final RunRows rows;
    private final ServiceTree tree;
    private final People people;
    private final Sight sight;
    private final Authority may;
    private final Clock clock;

    ScanDesk(
            Authorisations authorisations,
            AuthorisationRows agreements,
            ScanRuns runs,
            RunRows rows,
            ServiceTree tree,
            People people,
            Sight sight,
            Authority may,
            Clock clock) {
        this.authorisations = authorisations;
        this.agreements = agreements;
        this.runs = runs;
        this.rows = rows;
        this.tree = tree;
        this.people = people;
        this.sight = sight;
        this.may = may;
        this.clock = clock;
    }

    /** An agreement as it is typed. */
    record Typed(
            String node,
            String purpose,
            String ranges,
            String excludes,
            String ports,
            int rate,
            int hostRate,
            int networkRate,
            String from,
            String window,
            int repeatDays,
            String expires,
            String operator,
            String engineer,
            String profile,
            String vantage) {}

    Authorisation ask(Actor actor, Typed typed) {
        return authorisations.ask(actor, read(actor, typed));
    }

    /** What would be asked, if it may be asked at all; nobody is asked yet. */
    ScanAsk preview(Actor actor, Typed typed) {
        ScanAsk ask = read(actor, typed);
        authorisations.require(actor, ask);
        return ask;
    }

    private ScanAsk read(Actor actor, Typed typed) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant opens = typed.from().isBlank() ? now : instant("from", typed.from());
        PersonId operator = typed.operator().isBlank() ? actor.requirePerson() : person("operator", typed.operator());
        return new ScanAsk(
                tree.snapshot()
                        .byPath(typed.node())
                        .orElseThrow(() -> BadInput.in("node", "asset.scan.bad.node", typed.node()))
                        .id(),
                typed.purpose().strip(),
                word("profile", typed.profile(), "services", "ports"),
                word("vantage", typed.vantage(), "inside", "outside"),
                scope(typed),
                rate(typed),
                opens,
                duration(typed.window()),
                typed.repeatDays(),
                typed.expires().isBlank() ? opens.plus(Duration.ofDays(90)) : instant("expires", typed.expires()),
                operator,
                person("engineer", typed.engineer()));
    }

    static ScanScope scope(Typed typed) {
        String field = "ranges";
        try {
            List<String> ranges = list(typed.ranges());
            if (ranges.isEmpty()) {
                throw BadInput.in(field, "asset.scan.bad.empty");
            }
            dev.bastide.asset.scan.engine.Ranges.of(ranges);
            field = "excludes";
            dev.bastide.asset.scan.engine.Ranges.of(list(typed.excludes()));
            field = "ports";
            return ScanAsk.scope(ranges, list(typed.excludes()), typed.ports().strip());
        } catch (IllegalArgumentException e) {
            throw BadInput.in(field, "asset.scan.bad.range", String.valueOf(e.getMessage()));
        }
    }

    private static ScanRate rate(Typed typed) {
        int all = typed.rate() == 0 ? ScanRate.USUAL.perSecond() : typed.rate();
        int host = typed.hostRate() == 0 ? Math.min(all, ScanRate.USUAL.perHost()) : typed.hostRate();
        int network = typed.networkRate() == 0 ? all : typed.networkRate();
        try {
            return new ScanRate(all, host, network);
        } catch (IllegalArgumentException e) {
            throw BadInput.in("rate", "asset.scan.bad.rate");
        }
    }

    private static List<String> list(String text) {
        return Stream.of(text.split("[,\\s]+", -1))
                .filter(part -> !part.isBlank())
                .toList();
    }

    private static String word(String field, String typed, String usual, String other) {
        if (typed.isBlank() || typed.equals(usual)) {
            return usual;
        }
        if (typed.equals(other)) {
            return other;
        }
        throw BadInput.in(field, "asset.scan.bad.word", usual, other);
    }

    static Instant instant(String field, String text) {
        try {
            return Instant.parse(text.length() == 16 ? text + ":00Z" : text).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeParseException e) {
            throw BadInput.in(field, "asset.scan.bad.time");
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text.strip().toUpperCase(java.util.Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw BadInput.in("window", "asset.scan.bad.window");
        }
    }

    Person someone(String field, String login) {
        return people.byLogin(login.strip()).orElseThrow(() -> BadInput.in(field, "asset.scan.bad.person", login));
    }

    private PersonId person(String field, String login) {
        return someone(field, login).id();
    }

    Authorisation authorisation(Actor actor, String text) {
        return authorisations
                .meant(text)
                .filter(one -> concerns(actor, one)
                        || may.may(actor, Authorisations.READ, one.ask().node()).isPermitted())
                .orElseThrow(() -> new NoSuch("asset.scan.authorisation", text));
    }

    private static boolean concerns(Actor actor, Authorisation one) {
        return one.ask().operator().equals(actor.person())
                || one.ask().engineer().equals(actor.person())
                || one.requester().equals(actor.person());
    }

    ScanRun run(Actor actor, String text) {
        ScanRun run = runs.meant(text).orElseThrow(() -> new NoSuch("asset.scan.run", text));
        authorisation(actor, run.authorisation().toString());
        return run;
    }

    Authorisation of(ScanRun run) {
        return agreements.find(run.authorisation()).orElseThrow(() -> new NoSuch("asset.scan.authorisation", "?"));
    }

    ListResult<ScanRun> runs(Actor actor, ListQuery query) {
        return rows.list(query, sight.nodes(actor, Authorisations.READ, query.scope()));
    }

    ListResult<Authorisation> authorisations(Actor actor, ListQuery query) {
        return agreements.list(query, sight.nodes(actor, Authorisations.READ, query.scope()));
    }
}
