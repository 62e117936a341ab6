package dev.bastide.record;

import dev.bastide.audit.LogStanding;
import dev.bastide.audit.LogStanding.SignedHead;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.RecordProof;
import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.WitnessStanding.Contradiction;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How the signed log stands, and the proof of one record. */
@Controller
class LogPages {
    private static final int TOLD_LEAST = 10;
    private static final int TOLD_MOST = 2_000;
    private static final MediaType NOTE = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private final ProvenLog log;
    private final Readings readings;
    private final LogWatch watch;
    private final CheckpointMail mail;
    private final Clock clock;

    LogPages(ProvenLog log, Readings readings, LogWatch watch, CheckpointMail mail, Clock clock) {
        this.mail = mail;
        this.log = log;
        this.readings = readings;
        this.watch = watch;
        this.clock = clock;
    }

    @GetMapping("/record/log")
    @Act("audit.read")
    ModelAndView health() {
        return page(Form.blank());
    }

    /** Whoever answers for the record says how it came about, and what was done; that is recorded. */
    @PostMapping("/record/log/contradictions/{id}/answer")
    @Act("audit.reopen")
    Object answer(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        String told = form.text("told").strip();
        if (told.length() < TOLD_LEAST || told.length() > TOLD_MOST) {
            ModelAndView again = page(form.reject("told", "record.witness.told-length"));
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        if (watch.answer(actor, id, told)) {
            Flash.done(redirect, "record.witness.answered");
        } else {
            Flash.say(redirect, Tone.DUE, "record.witness.answered-before");
        }
        return "redirect:/record/log";
    }

    private ModelAndView page(Form form) {
        LogStanding standing = log.standing();
        String name = standing.head().map(SignedHead::origin).orElse("-");
        WitnessStanding witnesses = log.witnesses();
        List<Contradiction> contradictions = log.contradictions();
        ObjectHead head = ObjectHead.of("record.log", name)
                .state(
                        contradictions.isEmpty()
                                ? chip(standing, witnesses.isSeen(clock.instant()))
                                : Chip.of(Tone.VIOLATED, "record.witness.contradicted"));
        boolean compares = watch.compares();
        List<Fact> facts = facts(standing);
        if (compares) {
            facts.add(new Fact("record.log.comparing", Cell.chip(Tone.DUE, "record.log.under-way")));
        } else if (standing.head().isPresent()) {
            head = head.menu(Step.send("record.log.compare", "/record/log/compare"));
        }
        return new ModelAndView("record/log")
                .addObject("head", head)
                .addObject("standing", standing)
                .addObject("witnesses", witnesses)
                .addObject("contradictions", contradictions)
                .addObject("form", form)
                .addObject("facts", facts)
                .addObject("receivers", mail.all())
                .addObject("holds", holds())
                .addObject("key", key(standing));
    }

    @GetMapping("/record/log/checkpoint")
    @Act("audit.read")
    ResponseEntity<byte[]> checkpoint() {
        SignedHead head = log.standing().head().orElseThrow(() -> new NoSuch("record.log", "checkpoint"));
        return file("checkpoint-" + head.size(), head.note());
    }

    /** Lets the nightly comparison run now; it changes nothing but what this page says of it. */
    @PostMapping("/record/log/compare")
    @Act("audit.read")
    String compare(Actor actor, RedirectAttributes redirect) {
        if (watch.compare(actor)) {
            Flash.done(redirect, "record.log.compares");
        } else {
            Flash.say(redirect, Tone.DUE, "record.log.compares-not");
        }
        return "redirect:/record/log";
    }

    @PostMapping("/record/log/reopen")
    @Act("audit.reopen")
    String reopen(Actor actor, Form form, RedirectAttributes redirect) {
        if (log.reopen(actor, "on the page of the log")) {
            Flash.done(redirect, "record.log.reopened");
        } else {
            Flash.say(redirect, Tone.DUE, "record.log.nothing-lost");
        }
        return "redirect:/record/log";
    }

    @GetMapping("/record/{id}/proof")
    @Act("audit.read")
    ModelAndView proof(@PathVariable UUID id) {
        RecordProof proof = readings.proof(id);
        ObjectHead head = ObjectHead.of("record.proof", (proof.index() + 1) + " / " + proof.size())
                .state(
                        proof.holds()
                                ? Chip.of(Tone.HOLDS, "record.proof.holds")
                                : Chip.of(Tone.VIOLATED, "record.proof.broken"));
        return new ModelAndView("record/proof")
                .addObject("head", head)
                .addObject("id", id.toString())
                .addObject("proof", proof)
                .addObject(
                        "facts",
                        List.of(
                                new Fact("record.log.origin", Cell.code(proof.origin())),
                                new Fact("record.proof.index", Cell.number(proof.index() + 1)),
                                new Fact("record.proof.index-in-file", Cell.number(proof.index())),
                                new Fact("record.log.size", Cell.number(proof.size())),
                                new Fact("record.proof.logged", Cell.moment(proof.loggedAt())),
                                new Fact("record.proof.leaf-hash", Cell.code(proof.leafHash())),
                                new Fact("record.log.root", Cell.code(proof.root()))));
    }

    @GetMapping("/record/{id}/proof/file")
    @Act("audit.read")
    ResponseEntity<byte[]> proofFile(@PathVariable UUID id) {
        return file(id + ".tlog-proof", readings.proof(id).text());
    }

    private static ResponseEntity<byte[]> file(String name, String text) {
        return ResponseEntity.ok()
                .header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .contentType(NOTE)
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is held, and why. */
    private List<Fact> holds() {
        return log.holds().stream()
                .map(hold -> new Fact("record.hold", Cell.text(said(hold))))
                .toList();
    }

    private static String said(LogStanding.Hold hold) {
        String past = hold.past().map(end -> "–" + end).orElse("");
        return "#" + hold.id() + ", " + hold.log() + "/" + hold.first() + past + ": " + hold.reason();
    }

    /** The worst of what is so. */
    private static Chip chip(LogStanding standing, boolean witnessed) {
        boolean found = standing.check().flatMap(LogStanding.Check::finding).isPresent();
        if (standing.refusal().isPresent() || found) {
            return Chip.of(Tone.VIOLATED, standing.refusal().isPresent() ? "record.log.refuses" : "record.log.broken");
        }
        if (standing.role() == LogStanding.Role.FAILS || standing.late()) {
            return Chip.of(Tone.VIOLATED, "record.log.stands-still");
        }
        if (standing.head().isEmpty()) {
            return Chip.of(Tone.UNKNOWN, "record.log.none");
        }
        return witnessed ? Chip.of(Tone.HOLDS, "record.log.witnessed") : Chip.of(Tone.DUE, "record.log.unwitnessed");
    }

    private static List<Fact> facts(LogStanding standing) {
        List<Fact> facts = new ArrayList<>();
        standing.head().ifPresent(head -> {
            facts.add(new Fact("record.log.size", Cell.number(head.size())));
            facts.add(new Fact("record.log.signed", Cell.moment(head.signedAt())));
            facts.add(new Fact("record.log.root", Cell.code(head.root())));
        });
        facts.add(new Fact("record.log.waiting", Cell.number(standing.waiting())));
        facts.add(new Fact(
                "record.log.lag",
                Cell.said("record.log.seconds", Long.toString(standing.lag().toSeconds()))));
        facts.add(new Fact("record.log.unreadable", Cell.number(standing.unreadable())));
        facts.add(new Fact("record.log.repeats", Cell.number(standing.repeats())));
        LogStanding.Segments segments = standing.segments();
        facts.add(new Fact("record.log.segments", Cell.number(segments.count())));
        if (segments.count() > 0) {
            facts.add(new Fact("record.log.sealed", Cell.number(segments.records())));
            facts.add(new Fact("record.log.sealed-bytes", Cell.said("record.log.bytes", megabytes(segments.bytes()))));
        }
        segments.forecast().ifPresent(forecast -> {
            facts.add(new Fact(
                    "record.log.forecast",
                    Cell.said(
                            "record.log.forecast.room",
                            megabytes(forecast.bytes()),
                            Long.toString(forecast.kept().toDays()),
                            megabytes(forecast.bytesADay()))));
            facts.add(new Fact(
                    "record.log.free",
                    forecast.isTooMuch(segments.bytes())
                            ? Cell.chip(Tone.VIOLATED, "record.log.too-full", megabytes(forecast.free()))
                            : Cell.said("record.log.bytes", megabytes(forecast.free()))));
        });
        segments.problem().ifPresent(problem -> facts.add(new Fact("record.log.unsealed", Cell.text(problem))));
        standing.check().ifPresent(check -> {
            facts.add(new Fact("record.log.checked", Cell.moment(check.checkedAt())));
            facts.add(new Fact(
                    "record.log.found",
                    check.finding()
                            .map(finding -> Cell.text(finding.words()))
                            .orElseGet(() -> Cell.chip(Tone.HOLDS, "record.log.agrees"))));
        });
        return facts;
    }

    private static String megabytes(long bytes) {
        return BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(1_000_000), 1, RoundingMode.UP)
                .toPlainString();
    }

    private static List<Fact> key(LogStanding standing) {
        return standing.head()
                .map(head -> List.of(
                        new Fact("record.log.fingerprint", Cell.code(head.fingerprint())),
                        new Fact("record.log.key", Cell.code(head.verifierKey()))))
                .orElse(List.of());
    }

    /** The way to open a new log, for who may, where one was lost. */
    static Step reopening(String origin) {
        return Step.dangerous("record.log.reopen", "/record/log/reopen", origin);
    }
}
