package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.access.PermitDesk.Choice;
import dev.bastide.access.PermitDesk.Offer;
import dev.bastide.access.PermitDesk.Pending;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Where somebody without a permit is served: he waits for what he asked for already, or chooses a specification, says
 * why, and waits for that. Who has no terminal only reads what waits. Source: seed 000 s2.2 (A45, A47, A50).
 */
@Component
class Counter {
    private static final int REASON_CHARACTERS_MAX = 500;
    private static final String WINDOW = "1h";
    private static final char ANOTHER = 'n';

    private final WaitingRoom waiting;
    private final ObjectProvider<PermitDesk> permitDesk;
    private final HostTargets targets;
    private final TurnedAway turnedAway;

    Counter(WaitingRoom waiting, ObjectProvider<PermitDesk> permitDesk, HostTargets targets, TurnedAway turnedAway) {
        this.waiting = waiting;
        this.permitDesk = permitDesk;
        this.targets = targets;
        this.turnedAway = turnedAway;
    }

    /** One conversation: with whom, at which desk, and how the decision is asked for again once something is approved. */
    private record Talk(Wish wish, PermitDesk desk, Supplier<Answer> again) {
        Optional<Pending> pending() {
            return desk.pending(wish.actor(), wish.host().id(), wish.account());
        }

        Words words() {
            return wish.words();
        }
    }

    /** Serves somebody who was refused for want of a permit that he may ask for. */
    Answer meet(Wish wish, Answer.Refused refusal, Supplier<Answer> again) {
        PermitDesk desk = permitDesk.getIfAvailable();
        if (desk == null) {
            return refusal;
        }
        Talk talk = new Talk(wish, desk, again);
        Optional<Pending> pending = talk.pending();
        if (!wish.attempt().interactive()) {
            return pending.<Answer>map(
                            open -> new Answer.Refused(with(refusal.lines(), told(talk, open)), refusal.exitCode()))
                    .orElse(refusal);
        }
        return pending.map(open -> join(talk, open, refusal.lines())).orElseGet(() -> offer(talk, refusal.lines()));
    }

    /** What waits already, and who is asked. */
    private List<String> told(Talk talk, Pending open) {
        List<String> lines = new ArrayList<>();
        lines.add(talk.words().say("bastion.ssh.pending", open.name(), targets.address(open.path())));
        open.missing().forEach(reason -> lines.add("          " + talk.words().why(reason)));
        return lines;
    }

    private Answer join(Talk talk, Pending open, List<String> before) {
        WaitingRoom.Seat seat = waiting.sit(talk.wish().person().id(), open.subject(), talk.again());
        if (talk.pending()
                .filter(still -> still.subject().equals(open.subject()))
                .isEmpty()) {
            // It was decided while he sat down, and nobody calls him any more.
            seat.leave();
            return talk.again().get();
        }
        List<String> lines = with(before, told(talk, open));
        lines.add(talk.words().say("bastion.ssh.pending.wait", open.name()));
        return new Answer.Waiting(
                lines, seat.outcome(), seat::leave, new Answer.Other(ANOTHER, () -> offer(talk, List.of())));
    }

    private Answer offer(Talk talk, List<String> before) {
        Wish wish = talk.wish();
        Offer offer = talk.desk().offer(wish.actor(), wish.host().id());
        boolean typing = !wish.attempt().command().isEmpty() || offer.choices().isEmpty();
        if (offer.freeText() && typing) {
            return ask(before, talk.words().say("bastion.ssh.offer"), reply -> yes(reply) ? typed(talk, offer) : no());
        }
        Reason nothing = offer.nothing();
        if (nothing != null) {
            List<String> lines = new ArrayList<>(before);
            lines.add(talk.words().why(nothing));
            lines.add(remedy(talk.words(), nothing));
            return new Answer.Refused(lines, Channels.REFUSED);
        }
        List<String> lines = new ArrayList<>(before);
        lines.add(talk.words().say("bastion.ssh.choices", wish.host().path()));
        for (int i = 0; i < offer.choices().size(); i++) {
            lines.addAll(shown(talk.words(), i + 1, offer.choices().get(i)));
        }
        return choose(talk, offer, lines);
    }

    private List<String> shown(Words words, int number, Choice choice) {
        String state = choice.hurdle() != null
                ? "bastion.ssh.choice.hurdle"
                : choice.values().isEmpty() ? "bastion.ssh.choice.ready" : "bastion.ssh.choice.values";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "  %2d  %s - %s (%s)",
                number,
                choice.name(),
                choice.title(),
                words.say(state, String.join(", ", choice.values()))));
        Reason hurdle = choice.hurdle();
        if (hurdle != null) {
            lines.add("      " + words.why(hurdle));
            lines.add("      " + remedy(words, hurdle));
        }
        return lines;
    }

    private String remedy(Words words, Reason reason) {
        String path = reason.remedyPath().isEmpty() ? "" : targets.address(reason.remedyPath());
        return (words.remedy(reason) + " " + path).strip();
    }

    private Answer choose(Talk talk, Offer offer, List<String> lines) {
        return ask(lines, talk.words().say("bastion.ssh.choose", offer.choices().size()), reply -> {
            String text = reply.strip();
            if (text.isEmpty()) {
                return no();
            }
            int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
            if (number < 1 || number > offer.choices().size()) {
                return choose(talk, offer, List.of(talk.words().say("bastion.ssh.choose.again", text)));
            }
            Choice choice = offer.choices().get(number - 1);
            Reason hurdle = choice.hurdle();
            return hurdle == null ? values(talk, offer, choice, Map.of()) : away(talk, hurdle);
        });
    }

    /** Asks for one value after the other, then for the rest. */
    private Answer values(Talk talk, Offer offer, Choice choice, Map<String, String> given) {
        if (given.size() == choice.values().size()) {
            return rest(talk, offer, new PermitDesk.Wish(choice.name(), given, List.of(), "", WINDOW, ""));
        }
        String line = choice.values().get(given.size());
        String name = line.substring(0, Math.max(line.indexOf(':'), 0)).strip();
        return ask(List.of(), talk.words().say("bastion.ssh.value", line), reply -> {
            Map<String, String> more = new TreeMap<>(given);
            more.put(name, reply.strip());
            return values(talk, offer, choice, more);
        });
    }

    private Answer typed(Talk talk, Offer offer) {
        String command = talk.wish().attempt().command();
        List<String> steps = command.isEmpty() ? List.of() : List.of(command);
        return rest(talk, offer, new PermitDesk.Wish("", Map.of(), steps, "", WINDOW, ""));
    }

    /** The ticket where one is needed, how long, and why. */
    private Answer rest(Talk talk, Offer offer, PermitDesk.Wish so) {
        if (offer.ticket() && so.ticket().isEmpty()) {
            return ask(
                    List.of(),
                    talk.words().say("bastion.ssh.ticket"),
                    reply -> reply.isBlank() ? no() : window(talk, with(so, reply.strip(), so.window(), so.reason())));
        }
        return window(talk, so);
    }

    private Answer window(Talk talk, PermitDesk.Wish so) {
        return ask(List.of(), talk.words().say("bastion.ssh.window", WINDOW), reply -> {
            String window = reply.isBlank() ? WINDOW : reply.strip();
            return ask(
                    List.of(),
                    talk.words().say("bastion.ssh.reason"),
                    why -> file(talk, with(so, so.ticket(), window, why.strip())));
        });
    }

    private Answer file(Talk talk, PermitDesk.Wish so) {
        Wish wish = talk.wish();
        if (so.reason().isEmpty() || so.reason().length() > REASON_CHARACTERS_MAX) {
            return new Answer.Refused(
                    List.of(talk.words().say("bastion.ssh.reason-length", REASON_CHARACTERS_MAX)),
                    Channels.WRONG_INPUT);
        }
        try {
            return switch (talk.desk()
                    .fileFromTerminal(wish.actor(), wish.host().id(), wish.account(), so)) {
                case PermitDesk.Filed.NotFiled(Reason why) -> away(talk, why);
                case PermitDesk.Filed.Request filed -> {
                    WaitingRoom.Seat seat = waiting.sit(wish.person().id(), filed.subject(), talk.again());
                    yield new Answer.Waiting(
                            List.of(talk.words().say("bastion.ssh.filed", targets.address(filed.path()))),
                            seat.outcome(),
                            seat::leave);
                }
            };
        } catch (ActRefused e) {
            return away(talk, e.reason());
        }
    }

    private Answer away(Talk talk, Reason why) {
        return turnedAway.answer(talk.wish().attempt(), talk.wish().actor(), talk.words(), why);
    }

    private static PermitDesk.Wish with(PermitDesk.Wish so, String ticket, String window, String reason) {
        return new PermitDesk.Wish(so.specification(), so.values(), so.steps(), ticket, window, reason);
    }

    private static Answer ask(List<String> lines, String prompt, Function<String, Answer> reply) {
        return new Answer.Asking(lines, prompt + " ", reply);
    }

    private static Answer no() {
        return new Answer.Refused(List.of(), Channels.REFUSED);
    }

    private static List<String> with(List<String> lines, List<String> more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(more);
        return all;
    }

    private static boolean yes(String reply) {
        String word = reply.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes") || word.equals("是");
    }
}
