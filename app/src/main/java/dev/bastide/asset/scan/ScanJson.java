package dev.bastide.asset.scan;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Words;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Scans as programs read them, and for the shell the same as lines of name and value. */
@Component
class ScanJson {
    private final ServiceTree tree;
    private final People people;
    private final Authorisations authorisations;

    ScanJson(ServiceTree tree, People people, Authorisations authorisations) {
        this.tree = tree;
        this.people = people;
        this.authorisations = authorisations;
    }

    Map<String, Object> authorisation(Authorisation one, Words words) {
        ScanAsk ask = one.ask();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", one.name());
        fields.put("id", one.id().toString());
        fields.put("state", one.state().word());
        fields.put("node", path(one));
        fields.put("purpose", ask.purpose());
        fields.put("ranges", ask.ranges());
        fields.put("excludes", ask.excludes());
        fields.put("addresses", ask.scope().addresses().count());
        fields.put("ports", ask.scope().ports().toString());
        fields.put("rate", ask.rate().perSecond());
        fields.put("host_rate", ask.rate().perHost());
        fields.put("network_rate", ask.rate().perNetwork());
        fields.put("seconds_about", ask.scope().targets() / ask.rate().perSecond());
        fields.put("profile", ask.profile());
        fields.put("vantage", ask.vantage());
        fields.put("tool", one.tool());
        fields.put("steps", one.steps());
        fields.put("opens_at", ask.opens().toString());
        fields.put("window_minutes", ask.window().toMinutes());
        fields.put("repeat_days", ask.repeatDays());
        fields.put("expires_at", ask.expires().toString());
        fields.put("operator", name(ask.operator()));
        fields.put("engineer", name(ask.engineer()));
        fields.put("requester", name(one.requester()));
        fields.put("content_hash", one.hash());
        fields.put(
                "missing", authorisations.missing(one).stream().map(words::why).toList());
        return fields;
    }

    Map<String, Object> run(ScanRun run) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", run.name());
        fields.put("id", run.id().toString());
        fields.put("state", run.state());
        fields.put("phase", run.phase());
        fields.put("percent", run.percent());
        fields.put("targets", run.targets());
        fields.put("operator", name(run.operator()));
        fields.put("started_by", run.startedBy());
        fields.put("tool_version", run.toolVersion());
        fields.put("rules_version", run.rulesVersion());
        fields.put("started_at", run.startedAt().toString());
        if (run.endedAt() != null) {
            fields.put("ended_at", run.endedAt().toString());
            fields.put("end_reason", String.valueOf(run.endReason()));
            fields.put("complete", Boolean.TRUE.equals(run.complete()) ? "yes" : "no");
            fields.put("hosts", run.hosts());
            fields.put("open", run.hits());
            fields.put("refused", run.refused());
            fields.put("probes", run.probes());
            fields.put("lost", run.lost());
            fields.put("baseline_micros", run.baselineMicros());
            fields.put("worst_micros", run.worstMicros());
            fields.put("report_hash", String.valueOf(run.reportHash()));
            fields.put("summary", String.valueOf(run.summary()));
        }
        return fields;
    }

    Map<String, Object> hit(ScanHit hit, Map<String, UUID> assets) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("place", hit.place());
        fields.put("service", hit.service());
        fields.put("product", hit.product());
        fields.put("version", hit.version());
        fields.put("cpe", hit.cpe());
        fields.put("banner", hit.banner());
        if (assets.containsKey(hit.address())) {
            fields.put("asset", assets.get(hit.address()).toString());
        }
        return fields;
    }

    Map<String, Object> event(SurfaceBook.Event event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", event.at().toString());
        fields.put("kind", event.kind());
        fields.put("place", event.place());
        fields.put("before", event.before());
        fields.put("after", event.after());
        if (event.approved() != null) {
            fields.put("approved", event.approved());
        }
        if (event.asset() != null) {
            fields.put("asset", event.asset().toString());
        }
        return fields;
    }

    Map<String, Object> qualification(Qualification one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", one.id().toString());
        fields.put("person", name(one.person()));
        fields.put("title", one.title());
        fields.put("evidence", one.evidence());
        fields.put("valid_until", one.validUntil().toString());
        fields.put("ended", one.endedAt() != null);
        return fields;
    }

    String path(Authorisation one) {
        return tree.snapshot().node(one.ask().node()).map(ServiceNode::path).orElse("?");
    }

    String name(PersonId person) {
        return people.find(person).map(Person::name).orElse("?");
    }

    /** One object: as JSON, or a line for each field. */
    static ResponseEntity<Object> answer(String accept, Map<String, Object> fields) {
        return isText(accept) ? text(lines(fields)) : ResponseEntity.ok(fields);
    }

    /** Many: as JSON, or a line for each. */
    static ResponseEntity<Object> answer(String accept, List<Map<String, Object>> rows) {
        return isText(accept)
                ? text(rows.stream()
                        .map(row -> row.values().stream().map(ScanJson::value).collect(Collectors.joining("\t")))
                        .collect(Collectors.joining("\n")))
                : ResponseEntity.ok(Map.of("items", rows));
    }

    private static String lines(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + ": " + value(field.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String value(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("; "))
                : String.valueOf(value);
    }

    private static boolean isText(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    private static ResponseEntity<Object> text(String lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(lines + "\n");
    }
}
