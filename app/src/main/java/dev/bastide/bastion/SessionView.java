package dev.bastide.bastion;

import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session as its page shows it. */
record SessionView(Session session, boolean command, boolean mayOpen, boolean mayWatch, boolean mayEnd) {

    ObjectHead head() {
        String path = "/sessions/" + session.id();
        ObjectHead head = ObjectHead.of("bastion.session", session.personName() + " · " + session.hostPath())
                .state(SessionList.chip(session))
                .at(session.hostPath(), session.personName());
        boolean watch = session.live() && mayWatch;
        if (watch) {
            head = head.primary(Step.go("bastion.session.watch", path + "/watch"));
        } else if (mayOpen) {
            head = head.primary(Step.go("bastion.session.replay", path + "/replay"));
        }
        if (watch && mayOpen) {
            head = head.menu(Step.go("bastion.session.replay", path + "/replay"));
        }
        if (session.live() && mayEnd) {
            head = head.menu(Step.send("bastion.session.end", path + "/end"));
        }
        return head;
    }

    List<StoryEntry> story() {
        List<StoryEntry> story = new ArrayList<>();
        story.add(entry(session.announced(), "shield-check", Tone.HOLDS, "bastion.story.allowed", session.rule()));
        Instant started = session.started();
        if (started != null) {
            story.add(entry(
                    started,
                    "terminal-2",
                    Tone.PROGRESS,
                    "bastion.story.started",
                    session.account(),
                    session.hostPath()));
        }
        Instant ended = session.ended();
        String why = session.endWhy();
        if (ended != null && why != null) {
            Tone tone = session.recording() == Session.RecordingState.WHOLE ? Tone.HOLDS : Tone.VIOLATED;
            story.add(entry(ended, "logout", tone, why));
        }
        return story;
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("bastion.fact.person", Cell.link(session.personName(), "/people/" + session.person())));
        if (session.machine() != null) {
            facts.add(Fact.text("bastion.fact.machine", session.machine()));
        }
        facts.add(new Fact("bastion.fact.host", Cell.link(session.hostPath(), "/hosts/" + session.host())));
        facts.add(Fact.text("bastion.fact.account", session.account()));
        facts.add(new Fact(
                "bastion.fact.kind", Cell.said("bastion.kind." + session.kind().word())));
        if (command && !session.command().isEmpty()) {
            facts.add(new Fact("bastion.fact.command", Cell.code(session.command())));
        }
        facts.add(Fact.text("bastion.fact.source", session.source()));
        facts.add(new Fact("bastion.fact.started", Cell.time(session.started())));
        facts.add(new Fact("bastion.fact.until", Cell.due(session.live() ? session.notAfter() : null)));
        facts.add(new Fact("bastion.fact.ended", Cell.time(session.ended())));
        facts.add(Fact.text("bastion.fact.exit", SessionList.exit(session)));
        return facts;
    }

    List<Fact> recording() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "bastion.fact.recording",
                Cell.chip(tone(), "bastion.recording." + session.recording().word())));
        facts.add(new Fact("bastion.fact.bytes", Cell.number(session.position())));
        @Nullable String head = session.headHex();
        if (head != null) {
            facts.add(new Fact("bastion.fact.head", Cell.code(head)));
        }
        facts.add(new Fact("bastion.fact.id", Cell.code(session.id().toString())));
        return facts;
    }

    private Tone tone() {
        return switch (session.recording()) {
            case OPEN -> Tone.PROGRESS;
            case WHOLE -> Tone.HOLDS;
            case ABRUPT -> Tone.DUE;
            case FAILED -> Tone.VIOLATED;
        };
    }

    private StoryEntry entry(Instant at, String icon, Tone tone, String key, String... args) {
        return new StoryEntry(at, icon, tone, session.personName(), key, List.of(args), "", "");
    }
}
