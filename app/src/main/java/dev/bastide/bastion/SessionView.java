package dev.bastide.bastion;

import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A session as its page shows it. */
record SessionView(
        Session session, @Nullable Work work, boolean command, boolean mayOpen, boolean mayWatch, boolean mayEnd) {

    private static final Pattern GRANT = Pattern.compile("grant:\\S+ ([a-z-]+)");

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
        return head;
    }

    List<StoryEntry> story() {
        List<StoryEntry> story = new ArrayList<>();
        story.add(allowed());
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
            String by = session.endBy();
            String note = session.endNote();
            story.add(
                    by == null || note == null
                            ? new StoryEntry(ended, "logout", tone, "", why, List.of(), "", "")
                            : new StoryEntry(ended, "logout", tone, by, "bastion.story.ended", List.of(), note, ""));
        }
        return story;
    }

    /** The rule names a grant with its role; the facts hold it whole. */
    private StoryEntry allowed() {
        Matcher grant = GRANT.matcher(session.rule());
        String role = grant.find() ? grant.group(1) : session.rule();
        String key = session.permit() == null ? "bastion.story.allowed" : "bastion.story.allowed-by-permit";
        return entry(session.announced(), "shield-check", Tone.HOLDS, key, role);
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        if (work != null) {
            facts.add(new Fact("bastion.fact.operation", Cell.link(work.name(), work.path())));
        }
        facts.add(new Fact("bastion.fact.person", Cell.link(session.personName(), "/people/" + session.person())));
        if (session.machine() != null) {
            facts.add(Fact.text("bastion.fact.machine", session.machine()));
        }
        facts.add(new Fact("bastion.fact.host", Cell.link(session.hostPath(), "/hosts/" + session.host())));
        facts.add(Fact.text("bastion.fact.account", session.account()));
        facts.add(new Fact(
                "bastion.fact.kind", Cell.said("bastion.kind." + session.kind().word())));
        if (command && !session.command().isEmpty()) {
            facts.add(new Fact(
                    "bastion.fact.command",
                    session.command().equals(Session.UNREADABLE)
                            ? Cell.said("bastion.command.unreadable")
                            : Cell.code(session.command())));
        }
        facts.add(Fact.text("bastion.fact.source", session.source()));
        facts.add(new Fact("bastion.fact.started", Cell.moment(session.started())));
        if (session.live()) {
            facts.add(new Fact("bastion.fact.until", Cell.moment(session.notAfter())));
        } else {
            facts.add(new Fact("bastion.fact.ended", Cell.moment(session.ended())));
            facts.add(Fact.text("bastion.fact.exit", SessionList.exit(session)));
        }
        facts.add(new Fact("bastion.fact.rule", Cell.code(session.rule())));
        return facts;
    }

    List<Fact> recording() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "bastion.fact.recording",
                Cell.chip(tone(), "bastion.recording." + session.recording().word())));
        if (!session.live()) {
            facts.add(new Fact("bastion.fact.bytes", Cell.number(session.position())));
        }
        @Nullable String head = session.headHex();
        if (head != null) {
            facts.add(new Fact("bastion.fact.head", Cell.code(head)));
        }
        facts.add(new Fact("bastion.fact.id", Cell.code(session.id().toString())));
        return facts;
    }

    /** Why it ended, in words. */
    static String why(Session session, Words words) {
        String by = session.endBy();
        String note = session.endNote();
        String why = session.endWhy();
        if (by != null && note != null) {
            return words.say("bastion.end.ended", by, note);
        }
        return why == null ? "" : words.say(why);
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
