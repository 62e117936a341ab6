package dev.bastide.intake;

import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Form;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** The page of one source: what came of it and how that is known, how it was set, and its tokens. */
@Component
class SourceView {
    private final Sources sources;
    private final SourceTokens tokens;
    private final SourceList list;
    private final People people;
    private final Sending sending;

    SourceView(Sources sources, SourceTokens tokens, SourceList list, People people, Sending sending) {
        this.sending = sending;
        this.sources = sources;
        this.tokens = tokens;
        this.list = list;
        this.people = people;
    }

    ModelAndView page(Actor actor, Source source, Form form, Words words) {
        SourceList.Counted counted = list.of(List.of(source)).getFirst();
        List<Source> history = sources.history(source);
        boolean edits = sources.mayEdit(actor, source);
        ObjectHead head = ObjectHead.of("intake.source", source.name())
                .state(SourcePages.chip(counted))
                .at(counted.path(), "");
        if (edits) {
            head = head.primary(Step.go("intake.source.edit", "/sources/" + source.name() + "/edit"));
            head = history.size() > 1
                    ? head.menu(Step.send("intake.source.undo", "/sources/" + source.name() + "/undo"))
                    : head;
        }
        return new ModelAndView("intake/source")
                .addObject("head", head)
                .addObject("source", source)
                .addObject("form", form)
                .addObject(
                        "story",
                        history.reversed().stream().map(set -> told(set, words)).toList())
                .addObject("facts", facts(counted))
                .addObject("proofs", proofs(source))
                .addObject("sending", sending.line(source, "bsi_…"))
                .addObject("port", Integer.toString(sending.port(source.kind()).orElse(0)))
                .addObject("edits", edits)
                .addObject("tokens", source.kind().isSyslog() ? List.of() : tokens.of(source));
    }

    /** The line to copy that sends with this token. */
    String sending(Source source, SourceTokens.Made made) {
        return sending.line(source, made.secret());
    }

    private StoryEntry told(Source source, Words words) {
        Source.Setting setting = source.setting();
        String what = setting.version() == 1 ? "registered" : setting.undoes() == null ? "changed" : "undone";
        String peers = setting.peers().isEmpty() ? words.say("intake.story.any") : String.join(" ", setting.peers());
        String host = setting.host().isEmpty() ? words.say("intake.story.no-host") : setting.host();
        return new StoryEntry(
                setting.at(),
                setting.undoes() == null ? "settings" : "arrow-back-up",
                setting.enabled() ? Tone.PROGRESS : Tone.UNKNOWN,
                people.find(setting.by()).map(Person::name).orElse(setting.by().toString()),
                "intake.story." + what + (setting.enabled() ? ".on" : ".off"),
                List.of(list.path(setting.node()), peers, host, setting.zone().getId()),
                "",
                "");
    }

    private static List<Fact> facts(SourceList.Counted counted) {
        Source source = counted.source();
        Tally tally = counted.tally();
        return List.of(
                new Fact(
                        "intake.sources.kind",
                        Cell.said("intake.kind." + source.kind().word())),
                new Fact("intake.sources.received", Cell.number(tally.received())),
                new Fact("intake.sources.recorded", Cell.number(tally.recorded())),
                new Fact("intake.fact.partial", Cell.number(tally.partial())),
                new Fact("intake.sources.quarantined", Cell.number(tally.quarantined())),
                new Fact("intake.fact.lost", Cell.number(tally.lost())),
                new Fact("intake.fact.missing", Cell.number(tally.missing())),
                new Fact("intake.fact.repeated", Cell.number(tally.repeated())),
                new Fact("intake.sources.last", Cell.moment(tally.lastAt())),
                new Fact(
                        "intake.fact.records",
                        Cell.link("intake/" + source.name() + "/", "/record?operation=intake/" + source.name() + "/")),
                new Fact(
                        "intake.fact.held",
                        Cell.link("intake.hold", "/record?operation=intake.hold&object=source:" + source.name())));
    }

    private List<Fact> proofs(Source source) {
        List<Fact> proofs = new ArrayList<>();
        for (SourceList.Proof proof : list.proofs(source)) {
            Tally tally = proof.tally();
            String stream = tally.stream().word();
            proofs.add(new Fact("intake.proof." + stream, Cell.code(source.logName(tally.stream()))));
            proofs.add(new Fact("intake.proof.given", Cell.number(tally.next() - 1)));
            proofs.add(new Fact("intake.proof.logged", Cell.number(proof.logged())));
            Chip chip = !tally.isWhole()
                    ? Chip.of(Tone.VIOLATED, "intake.proof.gaps")
                    : proof.isLogged()
                            ? Chip.of(Tone.HOLDS, "intake.proof.none-dropped")
                            : Chip.of(Tone.PROGRESS, "intake.proof.under-way");
            proofs.add(new Fact("intake.proof.state", new Cell.State(chip)));
        }
        return proofs;
    }
}
