package dev.bastide.asset.scan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.ListQuery;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Scans for programs and the command line. */
@RestController
class ScanApi {
    private final ScanDesk desk;
    private final Authorisations authorisations;
    private final Qualifications qualifications;
    private final ScanRuns runs;
    private final RunRows rows;
    private final SurfaceBook surface;
    private final ScanReport reports;
    private final ScanJson json;

    ScanApi(
            ScanDesk desk,
            Authorisations authorisations,
            Qualifications qualifications,
            ScanRuns runs,
            RunRows rows,
            SurfaceBook surface,
            ScanReport reports,
            ScanJson json) {
        this.desk = desk;
        this.authorisations = authorisations;
        this.qualifications = qualifications;
        this.runs = runs;
        this.rows = rows;
        this.surface = surface;
        this.reports = reports;
        this.json = json;
    }

    /** What is to be agreed on. */
    record AskJson(
            @Nullable String node,
            @Nullable String purpose,
            @Nullable List<String> ranges,
            @Nullable List<String> excludes,
            @Nullable String ports,
            @Nullable Integer rate,
            @JsonProperty("host_rate") @Nullable Integer hostRate,
            @JsonProperty("network_rate") @Nullable Integer networkRate,
            @Nullable String from,
            @Nullable String window,
            @JsonProperty("repeat_days") @Nullable Integer repeatDays,
            @Nullable String expires,
            @Nullable String operator,
            @Nullable String engineer,
            @Nullable String profile,
            @Nullable String vantage) {}

    /** Which part of what was agreed is wanted; all of it where none is named. */
    record RunJson(@Nullable List<String> targets) {}

    /** That somebody is qualified. */
    record QualifyJson(
            @Nullable String person,
            @Nullable String title,
            @Nullable String evidence,
            @Nullable String until) {}

    @GetMapping("/api/v1/scans")
    @Act("scan.read")
    ResponseEntity<Object> list(
            Actor actor, ListQuery query, @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return ScanJson.answer(
                accept, desk.runs(actor, query).rows().stream().map(json::run).toList());
    }

    @GetMapping("/api/v1/scans/{id}")
    @Act("scan.read")
    ResponseEntity<Object> one(
            Actor actor, @PathVariable String id, @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ScanRun run = desk.run(actor, id);
        Map<String, Object> fields = new LinkedHashMap<>(json.run(run));
        Map<String, UUID> assets = rows.assets(run.id());
        fields.put(
                "hits",
                rows.hits(run.id()).stream().map(hit -> json.hit(hit, assets)).toList());
        fields.put("changes", surface.events(run).stream().map(json::event).toList());
        fields.put("refusals", rows.refusals(run.id(), 1_000));
        return ScanJson.answer(accept, fields);
    }

    /** The raw report as it was written, known by the hash of the dossier. */
    @GetMapping("/api/v1/scans/{id}/report")
    @Act("scan.read")
    ResponseEntity<byte[]> report(Actor actor, @PathVariable String id) {
        ScanRun run = desk.run(actor, id);
        byte[] bytes = reports.open(run).orElseThrow(() -> new NoSuch("asset.scan.report", id));
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/x-ndjson"))
                .header("Content-Disposition", "attachment; filename=\"" + run.name() + ".ndjson\"")
                .body(bytes);
    }

    @PostMapping("/api/v1/scans/{id}/cancel")
    @Act("scan.acknowledge")
    ResponseEntity<Object> cancel(
            Actor actor, @PathVariable String id, @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ScanRun run = desk.run(actor, id);
        runs.stop(actor, run, desk.of(run));
        return ScanJson.answer(accept, json.run(desk.run(actor, id)));
    }

    @GetMapping("/api/v1/scan-authorisations")
    @Act("scan.read")
    ResponseEntity<Object> agreements(
            Actor actor,
            ListQuery query,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return ScanJson.answer(
                accept,
                desk.authorisations(actor, query).rows().stream()
                        .map(one -> json.authorisation(one, words))
                        .toList());
    }

    @PostMapping("/api/v1/scan-authorisations")
    @Act("scan.authorise")
    ResponseEntity<Object> ask(
            Actor actor,
            @RequestBody AskJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        Authorisation made = desk.ask(
                actor,
                new ScanDesk.Typed(
                        text(sent.node()),
                        text(sent.purpose()),
                        joined(sent.ranges()),
                        joined(sent.excludes()),
                        text(sent.ports()),
                        number(sent.rate()),
                        number(sent.hostRate()),
                        number(sent.networkRate()),
                        text(sent.from()),
                        text(sent.window()),
                        number(sent.repeatDays()),
                        text(sent.expires()),
                        text(sent.operator()),
                        text(sent.engineer()),
                        text(sent.profile()),
                        text(sent.vantage())));
        return ScanJson.answer(accept, json.authorisation(made, words));
    }

    @GetMapping("/api/v1/scan-authorisations/{id}")
    @Act("scan.read")
    ResponseEntity<Object> agreement(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return ScanJson.answer(accept, json.authorisation(desk.authorisation(actor, id), words));
    }

    @PostMapping("/api/v1/scan-authorisations/{id}/acknowledge")
    @Act("scan.acknowledge")
    ResponseEntity<Object> acknowledge(
            Actor actor, @PathVariable String id, @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        Authorisation.Window window = authorisations.acknowledge(actor, desk.authorisation(actor, id));
        return ScanJson.answer(
                accept,
                Map.of(
                        "opens_at",
                        window.opens().toString(),
                        "closes_at",
                        window.closes().toString()));
    }

    @PostMapping("/api/v1/scan-authorisations/{id}/run")
    @Act("scan.run")
    ResponseEntity<Object> run(
            Actor actor,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable RunJson sent,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        List<String> targets = sent == null || sent.targets() == null ? List.of() : sent.targets();
        return ScanJson.answer(accept, json.run(runs.start(actor, desk.authorisation(actor, id), targets)));
    }

    @PostMapping("/api/v1/scan-authorisations/{id}/end")
    @Act("scan.acknowledge")
    ResponseEntity<Object> end(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        authorisations.end(actor, desk.authorisation(actor, id));
        return ScanJson.answer(accept, json.authorisation(desk.authorisation(actor, id), words));
    }

    @GetMapping("/api/v1/scan-qualifications")
    @Act("scan.read")
    ResponseEntity<Object> qualified(@RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return ScanJson.answer(
                accept, qualifications.all().stream().map(json::qualification).toList());
    }

    @PostMapping("/api/v1/scan-qualifications")
    @Act("scan.qualify")
    ResponseEntity<Object> qualify(
            Actor actor,
            @RequestBody QualifyJson sent,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        Qualification made = qualifications.record(
                actor,
                desk.someone("person", text(sent.person())),
                text(sent.title()),
                text(sent.evidence()),
                ScanDesk.instant("until", text(sent.until())));
        return ScanJson.answer(accept, json.qualification(made));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String joined(@Nullable List<String> parts) {
        return parts == null ? "" : String.join(" ", parts);
    }

    private static int number(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
