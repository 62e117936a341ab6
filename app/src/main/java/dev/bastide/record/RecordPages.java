package dev.bastide.record;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Quarantine;
import dev.bastide.audit.RecordCounts;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/** Looking through the record, and one record on a page of its own. */
@Controller
class RecordPages {
    private static final Listing<StoredRecord> RECORDS = Listing.<StoredRecord>of("record.records")
            .sorted("time", stored -> Cell.moment(stored.entry().time()))
            .column("result", stored -> RecordWords.result(stored.entry()))
            .column("operation", stored -> Cell.text(stored.entry().operation()))
            .column("content", stored -> Cell.text(stored.entry().content()))
            .column("user-id", stored -> Cell.text(stored.entry().userId()))
            .column("user-name", stored -> Cell.text(stored.entry().userName()))
            .column("user-group", stored -> Cell.text(stored.entry().userGroup()))
            .column(
                    "ip-address",
                    stored -> Cell.text(RecordWords.address(stored.entry().ipAddress())))
            .column("method", stored -> RecordWords.method(stored.entry()))
            .column("tag", stored -> RecordWords.tag(stored.entry()))
            .opens(stored -> "/record/" + stored.id());

    /** An export carries what locates a record too, and the exact words. */
    private static final Listing<StoredRecord> EXPORT = RECORDS.column(
                    "object-id", stored -> Cell.text(stored.entry().objectId()))
            .column("session-id", stored -> Cell.text(stored.entry().sessionId()))
            .column("offset", stored -> RecordWords.offset(stored.entry()))
            .column("change-id", stored -> Cell.text(stored.entry().changeId()))
            .column("id", stored -> Cell.code(stored.id().toString()));

    private final Readings readings;
    private final AuditLog audit;
    private final Quarantine quarantine;
    private final RecordFilters filters;
    private final ProvenLog log;

    RecordPages(Readings readings, AuditLog audit, Quarantine quarantine, RecordFilters filters, ProvenLog log) {
        this.log = log;
        this.readings = readings;
        this.audit = audit;
        this.quarantine = quarantine;
        this.filters = filters;
    }

    @GetMapping("/record")
    @Act("audit.read")
    ModelAndView search(Actor actor, ListQuery query, Words words) {
        Form form = form(query);
        AuditSearch.Overview seen = new AuditSearch.Overview(AuditFindings.none(), RecordCounts.none());
        Optional<AuditQuery> asked = Optional.empty();
        try {
            asked = Optional.of(filters.read(query.filters(), List.of()));
            seen = look(actor, asked.get(), query);
        } catch (BadInput mistake) {
            if (!query.format().isEmpty()) {
                throw mistake;
            }
            // What is not a field of the form is said above it.
            form.reject(mistake);
            form.reject("", mistake.key(), mistake.args().toArray(String[]::new));
        }
        AuditFindings found = seen.found();
        String next = found.next() == null ? null : Long.toString(found.next());
        ListResult<StoredRecord> result =
                new ListResult<>(found.records(), next, found.records().size());
        Listing<StoredRecord> listing = query.format().isEmpty() ? RECORDS : EXPORT;
        ModelAndView page = listing.page("record/search", query, result)
                .addObject("form", form)
                .addObject("found", found)
                .addObject("counts", seen.counts())
                .addObject("asked", asked.orElse(null))
                .addObject("filtered", !query.filters().isEmpty())
                .addObject("health", health())
                .addObject("tags", RecordWords.tags(words))
                .addObject("methods", RecordWords.methods(words))
                .addObject("results", RecordWords.results(words))
                .addObject("spans", RecordWords.spans(words));
        if (!form.ok()) {
            page.setStatus(HttpStatus.BAD_REQUEST);
        }
        return page;
    }

    /** The first page of a search has the counts too; an export and the pages that follow do not need them. */
    private AuditSearch.Overview look(Actor actor, AuditQuery wanted, ListQuery query) {
        Order order = RecordFilters.order(query);
        Long place = RecordFilters.place(query);
        if (place == null && query.format().isEmpty()) {
            return readings.look(actor, wanted, order, query.size());
        }
        return new AuditSearch.Overview(
                readings.search(actor, wanted, order, place, query.size()), RecordCounts.none());
    }

    @GetMapping("/record/{id}")
    @Act("audit.read")
    ModelAndView open(Actor actor, @PathVariable String id) {
        StoredRecord stored = readings.open(actor, uuid(id));
        AuditRecord entry = stored.entry();
        ObjectHead head = ObjectHead.of("record.record", entry.operation()).state(RecordWords.chip(entry));
        String replay = RecordCards.replay(entry);
        if (!replay.isEmpty()) {
            head = head.primary(Step.go("record.replay", replay));
        }
        return new ModelAndView("record/view")
                .addObject("head", head)
                .addObject("content", entry.content())
                .addObject("ten", RecordCards.ten(entry))
                .addObject("place", place(stored))
                .addObject("more", more(entry))
                .addObject("proof", log.isPlaced(stored.id()) ? "/record/" + stored.id() + "/proof" : "");
    }

    private static Form form(ListQuery query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        query.filters().forEach((name, value) -> values.put(name, List.of(value)));
        return new Form(values);
    }

    private static List<Fact> place(StoredRecord stored) {
        AuditRecord entry = stored.entry();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("record.records.id", Cell.code(stored.id().toString())));
        facts.add(new Fact("record.received", Cell.text(stored.receivedAt().toString())));
        Stream.of(
                        new Fact("record.records.object-id", Cell.text(entry.objectId())),
                        new Fact("record.records.session-id", Cell.text(entry.sessionId())),
                        new Fact("record.records.offset", RecordWords.offset(entry)),
                        new Fact("record.records.change-id", Cell.text(entry.changeId())))
                .forEach(facts::add);
        return facts;
    }

    /** Where to look next: the same user, object, session, change. */
    private static List<Step> more(AuditRecord entry) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.go("record.more.user", RecordWords.address("user", entry.userId())));
        if (entry.objectId() != null) {
            steps.add(Step.go("record.more.object", RecordWords.address("object", entry.objectId())));
        }
        if (entry.sessionId() != null) {
            steps.add(Step.go("record.more.session", RecordWords.address("session", entry.sessionId())));
        }
        if (entry.changeId() != null) {
            steps.add(Step.go("record.more.change", RecordWords.address("change", entry.changeId()) + "&sort=time"));
        }
        return steps;
    }

    private List<Fact> health() {
        long held =
                quarantine.counts().stream().mapToLong(Quarantine.Held::count).sum();
        return List.of(
                new Fact("record.health.quarantine", Cell.number(held)),
                new Fact("record.health.spooled", Cell.number(audit.spooled())),
                new Fact("record.health.unrecorded", Cell.number(audit.unrecorded())));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new NoSuch("record.record", id);
        }
    }
}
