package dev.bastide.asset.scan;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The scans, each with its progress and dossier, and the agreement that it rests on. */
@Controller
class ScanPages {
    private static final Listing<ScanRun> SCANS = Listing.<ScanRun>of("asset.scans")
            .search("q")
            .choice("state", "running", "done", "stopped", "failed", "unknown")
            .column("name", run -> Cell.code(run.name()))
            .column("state", run -> new Cell.State(chip(run)))
            .column("targets", run -> Cell.text(String.join(", ", run.targets())))
            .column("hits", run -> Cell.number(run.hits()))
            .sorted("started", run -> Cell.time(run.startedAt()))
            .opens(ScanRun::path)
            .firstStep("/scans/authorisations/new")
            .create("/scans/authorisations/new");

    private final ScanDesk desk;
    private final Authorisations authorisations;
    private final ScanRuns runs;
    private final RunRows rows;
    private final SurfaceBook surface;
    private final ScanJson words;
    private final Clock clock;

    ScanPages(
            ScanDesk desk,
            Authorisations authorisations,
            ScanRuns runs,
            RunRows rows,
            SurfaceBook surface,
            ScanJson words,
            Clock clock) {
        this.desk = desk;
        this.authorisations = authorisations;
        this.runs = runs;
        this.rows = rows;
        this.surface = surface;
        this.words = words;
        this.clock = clock;
    }

    @Bean
    NavEntry scansNav() {
        return NavEntry.of(NavGroup.WEIGH, "asset.scan.nav", "search", "/scans", "scan.read", 40);
    }

    @GetMapping("/scans")
    @Act("scan.read")
    ModelAndView list(Actor actor, ListQuery query) {
        return SCANS.page("asset/scan/list", query, desk.runs(actor, query));
    }

    @GetMapping("/scans/{id}")
    @Act("scan.read")
    ModelAndView run(Actor actor, @PathVariable String id) {
        ScanRun run = desk.run(actor, id);
        Authorisation agreed = desk.of(run);
        ObjectHead head = ObjectHead.of("asset.scan.run", run.name())
                .state(chip(run))
                .at(words.path(agreed), words.name(run.operator()))
                .menu(Step.go("asset.scan.authorisation", agreed.path()));
        if (run.reportHash() != null) {
            head = head.primary(Step.go("asset.scan.download", "/api/v1/scans/" + run.id() + "/report"));
        }
        return new ModelAndView("asset/scan/run")
                .addObject("head", head)
                .addObject("run", run)
                .addObject("hits", rows.hits(run.id()))
                .addObject("assets", rows.assets(run.id()))
                .addObject("events", surface.events(run))
                .addObject("refusals", rows.refusals(run.id(), 100))
                .addObject("facts", facts(run, agreed));
    }

    private static List<Fact> facts(ScanRun run, Authorisation agreed) {
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("asset.scan.authorisation", Cell.link(agreed.name(), agreed.path())),
                new Fact("asset.scans.started", Cell.moment(run.startedAt())),
                new Fact("asset.scan.ended", Cell.moment(run.endedAt())),
                Fact.text("asset.scan.tool", agreed.tool() + " " + run.toolVersion()),
                Fact.text("asset.scan.rules", run.rulesVersion())));
        if (run.complete() != null) {
            facts.add(new Fact(
                    "asset.scan.complete",
                    Cell.said(
                            Boolean.TRUE.equals(run.complete())
                                    ? "asset.scan.complete.yes"
                                    : "asset.scan.complete.no")));
            facts.add(new Fact("asset.scan.hosts", Cell.number(run.hosts())));
            facts.add(new Fact("asset.scan.probes", Cell.number(run.probes())));
            facts.add(new Fact("asset.scan.lost", Cell.number(run.lost())));
            facts.add(Fact.text(
                    "asset.scan.latency", run.baselineMicros() / 1_000 + " → " + run.worstMicros() / 1_000 + " ms"));
            facts.add(new Fact("asset.scan.hash", Cell.code(String.valueOf(run.reportHash()))));
        }
        return facts;
    }

    @PostMapping("/scans/{id}/cancel")
    @Act("scan.acknowledge")
    String cancel(Actor actor, @PathVariable String id, RedirectAttributes redirect) {
        ScanRun run = desk.run(actor, id);
        runs.stop(actor, run, desk.of(run));
        Flash.done(redirect, "asset.scan.stopping", run.name());
        return "redirect:" + run.path();
    }

    @GetMapping("/scans/authorisations/{id}")
    @Act("scan.read")
    ModelAndView agreement(Actor actor, @PathVariable String id, Words say) {
        Authorisation one = desk.authorisation(actor, id);
        Optional<Authorisation.Window> window = one.window(clock.instant());
        boolean there =
                window.filter(open -> authorisations.isAcknowledged(one, open)).isPresent();
        ObjectHead head = ObjectHead.of("asset.scan.authorisation", one.name())
                .state(chip(one))
                .at(words.path(one), words.name(one.requester()));
        if (one.state() == Authorisation.State.APPROVED && window.isPresent()) {
            if (!there && one.ask().engineer().equals(actor.person())) {
                head = head.primary(Step.send("asset.scan.acknowledge", one.path() + "/acknowledge"));
            } else if (there && one.ask().operator().equals(actor.person())) {
                head = head.primary(Step.send("asset.scan.start", one.path() + "/run"));
            }
        }
        if (one.state() == Authorisation.State.APPROVED || one.state() == Authorisation.State.PROPOSED) {
            head = head.menu(Step.send("asset.scan.end", one.path() + "/end"));
        }
        return new ModelAndView("asset/scan/agreement")
                .addObject("head", head)
                .addObject("one", one)
                .addObject("operator", words.name(one.ask().operator()))
                .addObject("engineer", words.name(one.ask().engineer()))
                .addObject("there", there)
                .addObject(
                        "missing",
                        authorisations.missing(one).stream().map(say::why).toList())
                .addObject("runs", rows.of(one.id()));
    }

    @PostMapping("/scans/authorisations/{id}/acknowledge")
    @Act("scan.acknowledge")
    String acknowledge(Actor actor, @PathVariable String id) {
        Authorisation one = desk.authorisation(actor, id);
        authorisations.acknowledge(actor, one);
        return "redirect:" + one.path();
    }

    @PostMapping("/scans/authorisations/{id}/run")
    @Act("scan.run")
    String start(Actor actor, @PathVariable String id) {
        return "redirect:"
                + runs.start(actor, desk.authorisation(actor, id), List.of()).path();
    }

    @PostMapping("/scans/authorisations/{id}/end")
    @Act("scan.acknowledge")
    String end(Actor actor, @PathVariable String id) {
        Authorisation one = desk.authorisation(actor, id);
        authorisations.end(actor, one);
        return "redirect:" + one.path();
    }

    static Chip chip(ScanRun run) {
        return switch (run.state()) {
            case "running" -> Chip.of(Tone.PROGRESS, "asset.scan.state.running");
            case "done" ->
                Boolean.TRUE.equals(run.complete())
                        ? Chip.of(Tone.HOLDS, "asset.scan.state.done")
                        : Chip.of(Tone.DUE, "asset.scan.state.incomplete");
            case "unknown" -> Chip.of(Tone.UNKNOWN, "asset.scan.state.unknown");
            default -> Chip.of(Tone.DUE, "asset.scan.state.stopped");
        };
    }

    static Chip chip(Authorisation one) {
        return switch (one.state()) {
            case PROPOSED -> Chip.of(Tone.DUE, "asset.scan.agreed.proposed");
            case APPROVED -> Chip.of(Tone.HOLDS, "asset.scan.agreed.approved");
            case REJECTED -> Chip.of(Tone.VIOLATED, "asset.scan.agreed.rejected");
            case ENDED -> Chip.of(Tone.UNKNOWN, "asset.scan.agreed.ended");
        };
    }
}
