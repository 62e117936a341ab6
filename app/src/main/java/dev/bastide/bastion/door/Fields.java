package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.access.PermitDesk.Fault;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Asks at the terminal for one thing after the other. An answer that cannot be taken is told at once and asked for again,
 * a few times.
 */
@Component
class Fields {
    private static final int REASON_CHARACTERS_MAX = 500;
    private static final String WINDOW = "1h";
    private static final int TRIES = 3;

    private final HostTargets targets;

    Fields(HostTargets targets) {
        this.targets = targets;
    }

    /**
     * One question.
     *
     * @param fault what is wrong with an answer, which is stripped
     * @param next where a right one leads
     */
    record Question(String prompt, Function<String, Optional<Fault>> fault, Function<String, Answer> next) {}

    /**
     * One request on its way.
     *
     * @param ticket whether its ticket is asked for, and what undoes steps that were typed
     * @param stopped where a rule leads that typing anew cannot mend
     * @param complete where it leads once all is there
     */
    record Form(
            Talk talk, boolean ticket, Function<Reason, Answer> stopped, Function<PermitDesk.Wish, Answer> complete) {}

    /** Asks until the answer can be taken. */
    Answer ask(Talk talk, Question question, List<String> lines) {
        return ask(talk, question, lines, TRIES);
    }

    private Answer ask(Talk talk, Question question, List<String> lines, int left) {
        List<String> givenUp = List.of(talk.words().say("bastion.ssh.nothing-filed"));
        return new Answer.Asking(
                lines,
                question.prompt() + " ",
                reply -> {
                    String text = reply.strip();
                    return question.fault()
                            .apply(text)
                            .map(fault -> again(talk, question, fault, left - 1))
                            .orElseGet(() -> question.next().apply(text));
                },
                givenUp);
    }

    private Answer again(Talk talk, Question question, Fault fault, int left) {
        List<String> lines = new ArrayList<>();
        lines.add(talk.words().why(fault.why()));
        String remedy = targets.remedy(talk.words(), fault.why());
        if (!remedy.isEmpty()) {
            lines.add(remedy);
        }
        if (left == 0) {
            lines.add(talk.words().say("bastion.ssh.enough", TRIES));
            return new Answer.Refused(lines, Channels.WRONG_INPUT);
        }
        return ask(talk, question, lines, left);
    }

    /** What the desk has against what was typed so far. */
    Optional<Fault> fault(Talk talk, PermitDesk.Wish so) {
        return talk.desk().fault(talk.wish().actor(), talk.host(), talk.wish().account(), so);
    }

    /** Asks for a specification's values, then for the rest. */
    Answer values(Form form, List<String> parameters, PermitDesk.Wish so) {
        if (so.values().size() == parameters.size()) {
            return rest(form, so);
        }
        String line = parameters.get(so.values().size());
        return field(
                form,
                value(form.talk().words(), line),
                text -> given(so, line, text),
                more -> values(form, parameters, more));
    }

    private static PermitDesk.Wish given(PermitDesk.Wish so, String line, String text) {
        Map<String, String> more = new TreeMap<>(so.values());
        more.put(name(line), text);
        return so.valued(more);
    }

    /** The name in {@code unit: word}. */
    static String name(String line) {
        return line.substring(0, Math.max(line.indexOf(':'), 0)).strip();
    }

    private static String value(Words words, String line) {
        String[] kind = line.substring(line.indexOf(':') + 1).strip().split("\\s+", 2);
        String choices = kind.length > 1 ? kind[1].replaceAll("[\\s,]+", ", ") : "";
        return words.say("bastion.ssh.value", name(line), words.say("bastion.ssh.value." + kind[0], choices));
    }

    /** Asks for the command to be run, then for the rest. */
    Answer step(Form form, PermitDesk.Wish so) {
        return field(
                form,
                form.talk().words().say("bastion.ssh.step"),
                text -> so.doing(List.of(text), List.of()),
                more -> rollback(form, more));
    }

    /** Asks for what undoes it where that is needed, then for the rest. */
    Answer rollback(Form form, PermitDesk.Wish so) {
        if (!form.ticket()) {
            return rest(form, so);
        }
        return field(
                form,
                form.talk().words().say("bastion.ssh.rollback"),
                text -> so.doing(so.steps(), List.of(text)),
                more -> rest(form, more));
    }

    private Answer rest(Form form, PermitDesk.Wish so) {
        return form.ticket()
                ? field(form, form.talk().words().say("bastion.ssh.ticket"), so::under, more -> window(form, more))
                : window(form, so);
    }

    private Answer window(Form form, PermitDesk.Wish so) {
        return taken(
                form,
                form.talk().words().say("bastion.ssh.window", WINDOW),
                text -> so.lasting(text.isEmpty() ? WINDOW : text),
                more -> field(form, form.talk().words().say("bastion.ssh.reason"), more::because, form.complete()));
    }

    /** A question that has to be answered by something. */
    private Answer field(
            Form form, String prompt, Function<String, PermitDesk.Wish> with, Function<PermitDesk.Wish, Answer> next) {
        return asked(form, prompt, Fields::length, with, next);
    }

    /** A question that may be answered by Enter alone. */
    private Answer taken(
            Form form, String prompt, Function<String, PermitDesk.Wish> with, Function<PermitDesk.Wish, Answer> next) {
        return asked(form, prompt, text -> Optional.empty(), with, next);
    }

    private Answer asked(
            Form form,
            String prompt,
            Function<String, Optional<Fault>> first,
            Function<String, PermitDesk.Wish> with,
            Function<PermitDesk.Wish, Answer> next) {
        Function<String, Optional<Fault>> all =
                text -> first.apply(text).or(() -> fault(form.talk(), with.apply(text)));
        Question question = new Question(
                prompt,
                text -> all.apply(text).filter(Fault::retype),
                text -> all.apply(text)
                        .map(fault -> form.stopped().apply(fault.why()))
                        .orElseGet(() -> next.apply(with.apply(text))));
        return ask(form.talk(), question, List.of());
    }

    private static Optional<Fault> length(String text) {
        if (text.isEmpty()) {
            return Optional.of(new Fault(Reason.of("bastion.ssh.empty"), true));
        }
        return text.length() <= REASON_CHARACTERS_MAX
                ? Optional.empty()
                : Optional.of(new Fault(
                        Reason.of("bastion.ssh.reason-length", "", "", Integer.toString(REASON_CHARACTERS_MAX)), true));
    }
}
