package dev.bastide.intake;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The sources of foreign logs: the list, the form, and what may be done with one. */
@Controller
class SourcePages {
    private static final String TO_SOURCE = "redirect:/sources/";

    private final Sources sources;
    private final SourceTokens tokens;
    private final SourceList list;
    private final SourceView view;
    private final Listing<SourceList.Counted> listing;

    SourcePages(Sources sources, SourceTokens tokens, SourceList list, SourceView view) {
        this.sources = sources;
        this.tokens = tokens;
        this.list = list;
        this.view = view;
        this.listing = Listing.<SourceList.Counted>of("intake.sources")
                .search("q")
                .choice("kind", "syslog-udp", "syslog-tcp", "syslog-tls", "http", "otlp")
                .column("name", row -> Cell.text(row.source().name()))
                .column("state", row -> new Cell.State(chip(row)))
                .column(
                        "kind",
                        row -> Cell.said("intake.kind." + row.source().kind().word()))
                .column("node", row -> Cell.text(row.path()))
                .column("received", row -> Cell.number(row.tally().received()))
                .column("recorded", row -> Cell.number(row.tally().recorded()))
                .column("quarantined", row -> Cell.number(row.tally().quarantined()))
                .column(
                        "lost",
                        row -> Cell.number(row.tally().lost() + row.tally().missing()))
                .column("last", row -> Cell.time(row.tally().lastAt()))
                .opens(row -> "/sources/" + row.source().name())
                .create("/sources/new")
                .firstStep("/sources/new");
    }

    /** How a source stands in one word; a quarantine above 0.1 % is what the duty calls too much. */
    static Chip chip(SourceList.Counted row) {
        if (!row.source().enabled()) {
            return Chip.of(Tone.UNKNOWN, "intake.state.off");
        }
        if (!row.tally().isWhole()) {
            return Chip.of(Tone.VIOLATED, row.tally().lost() > 0 ? "intake.state.lost" : "intake.state.skipped");
        }
        if (row.heldPerMillion() >= 1_000) {
            return Chip.of(Tone.DUE, "intake.state.held");
        }
        return row.tally().received() == 0
                ? Chip.of(Tone.DUE, "intake.state.silent")
                : Chip.of(Tone.HOLDS, "intake.state.whole");
    }

    @GetMapping("/sources")
    @Act("intake.read")
    ModelAndView list(Actor actor, ListQuery query) {
        String part = query.filter("q").toLowerCase(Locale.ROOT);
        String kind = query.filter("kind");
        List<SourceList.Counted> shown = list.of(sources.seenBy(actor)).stream()
                .filter(row -> row.source().name().contains(part)
                        || row.path().toLowerCase(Locale.ROOT).contains(part))
                .filter(row -> kind.isEmpty() || row.source().kind().word().equals(kind))
                .toList();
        return listing.page(query, ListResult.whole(shown));
    }

    @GetMapping("/sources/new")
    @Act("intake.edit")
    ModelAndView blank(Words words) {
        return asking(
                new ModelAndView("intake/new"),
                Form.blank("kind", SourceKind.SYSLOG_TLS.word(), "zone", "UTC", "node", "/"),
                words);
    }

    @PostMapping("/sources")
    @Act("intake.edit")
    Object register(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        try {
            Source made = sources.register(actor, form.text("name"), form.text("kind"), wanted(form, true));
            Flash.done(redirect, "intake.source.registered", made.name());
            return TO_SOURCE + made.name();
        } catch (BadInput mistake) {
            return asking(Form.again("intake/new", form.reject(mistake)), form, words);
        }
    }

    @GetMapping("/sources/{name}")
    @Act("intake.read")
    ModelAndView one(Actor actor, @PathVariable String name, Words words) {
        return view.page(actor, sources.read(actor, name), Form.blank(), words);
    }

    @GetMapping("/sources/{name}/edit")
    @Act("intake.edit")
    ModelAndView edit(Actor actor, @PathVariable String name) {
        Source source = sources.forEdit(actor, name);
        Source.Setting setting = source.setting();
        Form form = Form.blank(
                "node",
                list.path(setting.node()),
                "host",
                setting.host(),
                "peers",
                String.join("\n", setting.peers()),
                "zone",
                setting.zone().getId(),
                "enabled",
                setting.enabled() ? "on" : "");
        return new ModelAndView("intake/edit").addObject("form", form).addObject("source", source);
    }

    @PostMapping("/sources/{name}")
    @Act("intake.edit")
    Object change(Actor actor, @PathVariable String name, Form form, RedirectAttributes redirect) {
        try {
            Source changed = sources.change(actor, name, wanted(form, form.ticked("enabled")));
            Flash.done(redirect, "intake.source.changed", changed.name());
            return TO_SOURCE + changed.name();
        } catch (BadInput mistake) {
            return Form.again("intake/edit", form.reject(mistake)).addObject("source", sources.forEdit(actor, name));
        }
    }

    @PostMapping("/sources/{name}/undo")
    @Act("intake.edit")
    String undo(Actor actor, @PathVariable String name, RedirectAttributes redirect) {
        try {
            sources.undo(actor, name);
            Flash.done(redirect, "intake.source.undone", name);
        } catch (BadInput mistake) {
            Flash.say(redirect, Tone.DUE, mistake.key());
        }
        return TO_SOURCE + name;
    }

    @PostMapping("/sources/{name}/token")
    @Act("intake.edit")
    ModelAndView token(Actor actor, @PathVariable String name, Words words) {
        Source source = sources.forEdit(actor, name);
        try {
            SourceTokens.Made made = tokens.make(actor, source);
            return new ModelAndView("intake/token")
                    .addObject("source", source)
                    .addObject("made", made)
                    .addObject("sending", view.sending(source, made));
        } catch (BadInput mistake) {
            ModelAndView again = view.page(actor, source, Form.blank().reject(mistake), words);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
    }

    @PostMapping("/sources/{name}/token/{id}/revoke")
    @Act("intake.edit")
    String revoke(Actor actor, @PathVariable String name, @PathVariable UUID id, RedirectAttributes redirect) {
        Source source = sources.forEdit(actor, name);
        if (!tokens.revoke(actor, source, id)) {
            throw new NoSuch("intake.token", id.toString());
        }
        Flash.done(redirect, "intake.token.revoked");
        return TO_SOURCE + source.name();
    }

    private static ModelAndView asking(ModelAndView page, Form form, Words words) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (SourceKind kind : SourceKind.values()) {
            kinds.put(kind.word(), words.say("intake.kind." + kind.word()));
        }
        return page.addObject("form", form).addObject("kinds", kinds);
    }

    private static Sources.Wanted wanted(Form form, boolean enabled) {
        return new Sources.Wanted(
                Objects.requireNonNull(form.text("node")),
                form.text("host"),
                form.text("peers"),
                form.text("zone"),
                enabled);
    }
}
