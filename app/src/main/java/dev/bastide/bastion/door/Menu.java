package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.access.PermitDesk.Choice;
import dev.bastide.access.PermitDesk.Fault;
import dev.bastide.access.PermitDesk.Filed;
import dev.bastide.access.PermitDesk.Offer;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What may be asked for at the terminal: a list to choose from by number, in which what cannot be asked for yet bears no
 * number but says what is missing. Source: seed 000 s2.2 (A45, A47, A50).
 */
@Component
class Menu {
    /** So often somebody whom a rule stopped is shown the list anew. */
    private static final int ROUNDS = 3;

    private static final int SHOWN_MAX = 40;

    private final Fields fields;
    private final HostTargets targets;
    private final TurnedAway turnedAway;
    private final Waits waits;

    Menu(Fields fields, HostTargets targets, TurnedAway turnedAway, Waits waits) {
        this.fields = fields;
        this.targets = targets;
        this.turnedAway = turnedAway;
        this.waits = waits;
    }

    Answer offer(Talk talk, List<String> before) {
        return offer(talk, before, ROUNDS);
    }

    private Answer offer(Talk talk, List<String> before, int rounds) {
        Wish wish = talk.wish();
        Offer offer = talk.desk().offer(wish.actor(), talk.host());
        List<String> lines = new ArrayList<>(before);
        boolean typing = !wish.attempt().command().isEmpty() || offer.choices().isEmpty();
        if (offer.freeText() && typing) {
            return typed(talk, offer, lines);
        }
        Reason nothing = offer.nothing();
        if (nothing != null) {
            lines.addAll(why(talk.words(), nothing, ""));
            return new Answer.Refused(lines, Channels.REFUSED);
        }
        List<Choice> open = offer.choices().stream()
                .filter(choice -> choice.hurdle() == null)
                .toList();
        lines.addAll(list(talk, offer, open));
        return open.isEmpty()
                ? new Answer.Refused(lines, Channels.REFUSED)
                : choose(new Order(talk, offer, rounds), open, lines);
    }

    /** What is asked for, from what, and how often the list may still be shown. */
    private record Order(Talk talk, Offer offer, int rounds) {}

    private List<String> list(Talk talk, Offer offer, List<Choice> open) {
        Words words = talk.words();
        List<String> lines = new ArrayList<>();
        lines.add(
                open.isEmpty()
                        ? words.say("bastion.ssh.choices.none")
                        : words.say("bastion.ssh.choices", talk.wish().host().path()));
        for (int i = 0; i < open.size(); i++) {
            Choice choice = open.get(i);
            String state = choice.values().isEmpty() ? "bastion.ssh.choice.ready" : "bastion.ssh.choice.values";
            List<String> names = choice.values().stream().map(Fields::name).toList();
            lines.add(row(Integer.toString(i + 1), choice, words.say(state, String.join(", ", names))));
        }
        if (!open.isEmpty() && open.size() < offer.choices().size()) {
            lines.add(words.say("bastion.ssh.choices.not-yet"));
        }
        for (Choice choice : offer.choices()) {
            Reason hurdle = choice.hurdle();
            if (hurdle != null) {
                lines.add(row("-", choice, words.say("bastion.ssh.choice.hurdle")));
                lines.addAll(why(words, hurdle, "      "));
            }
        }
        return lines;
    }

    private static String row(String mark, Choice choice, String state) {
        return String.format(Locale.ROOT, "  %2s  %s - %s (%s)", mark, choice.name(), choice.title(), state);
    }

    private Answer choose(Order order, List<Choice> open, List<String> lines) {
        Words words = order.talk().words();
        String prompt =
                open.size() == 1 ? words.say("bastion.ssh.choose.one") : words.say("bastion.ssh.choose", open.size());
        Fields.Question question = new Fields.Question(
                prompt,
                text -> text.isEmpty() ? Optional.empty() : unfit(order, open, text),
                text -> meant(open, text).map(choice -> chosen(order, choice)).orElseGet(() -> nothing(words)));
        return fields.ask(order.talk(), question, lines);
    }

    private static Optional<Fault> unfit(Order order, List<Choice> open, String text) {
        if (meant(open, text).isPresent()) {
            return Optional.empty();
        }
        Reason none = Reason.of("bastion.ssh.choose.again", "", "", shown(text));
        return order.offer().choices().stream()
                .filter(choice -> choice.name().equals(text))
                .flatMap(choice -> Optional.ofNullable(choice.hurdle()).stream())
                .findFirst()
                .or(() -> Optional.of(none))
                .map(reason -> new Fault(reason, true));
    }

    /** By its number or its name. */
    private static Optional<Choice> meant(List<Choice> open, String text) {
        int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        return number >= 1 && number <= open.size()
                ? Optional.of(open.get(number - 1))
                : open.stream().filter(choice -> choice.name().equals(text)).findFirst();
    }

    private Answer chosen(Order order, Choice choice) {
        PermitDesk.Wish so = new PermitDesk.Wish(choice.name(), Map.of(), List.of(), List.of(), "", "", "");
        Optional<Fault> fault = choice.values().isEmpty() ? fields.fault(order.talk(), so) : Optional.empty();
        return fault.map(stopped -> stopped(order, stopped.why()))
                .orElseGet(() -> fields.values(form(order), choice.values(), so));
    }

    private Fields.Form form(Order order) {
        return new Fields.Form(
                order.talk(), order.offer().ticket(), reason -> stopped(order, reason), so -> file(order.talk(), so));
    }

    /** A rule is in the way of what was chosen: it is told and recorded, and something else may be chosen. */
    private Answer stopped(Order order, Reason why) {
        Answer.Refused away = away(order.talk(), why);
        boolean again = order.rounds() > 1 && !order.offer().choices().isEmpty();
        return again ? offer(order.talk(), away.lines(), order.rounds() - 1) : away;
    }

    private Answer typed(Talk talk, Offer offer, List<String> lines) {
        Fields.Question question = new Fields.Question(
                talk.words().say("bastion.ssh.offer"),
                text -> Optional.empty(),
                text -> yes(text) ? step(talk, offer) : nothing(talk.words()));
        return fields.ask(talk, question, lines);
    }

    private Answer step(Talk talk, Offer offer) {
        String command = talk.wish().attempt().command();
        Fields.Form form = form(new Order(talk, new Offer(true, offer.ticket(), List.of(), null), 0));
        PermitDesk.Wish so = new PermitDesk.Wish("", Map.of(), List.of(), List.of(), "", "", "");
        if (command.isEmpty()) {
            return fields.step(form, so);
        }
        PermitDesk.Wish doing = so.doing(List.of(command), List.of());
        return fields.fault(talk, doing)
                .<Answer>map(fault -> away(talk, fault.why()))
                .orElseGet(() -> fields.rollback(form, doing));
    }

    private Answer file(Talk talk, PermitDesk.Wish so) {
        Wish wish = talk.wish();
        try {
            return switch (talk.desk().fileFromTerminal(wish.actor(), talk.host(), wish.account(), so)) {
                case Filed.NotFiled(Reason why) -> away(talk, why);
                case Filed.Request filed -> waits.filed(talk, filed);
            };
        } catch (ActRefused e) {
            return away(talk, e.reason());
        }
    }

    private List<String> why(Words words, Reason reason, String indent) {
        List<String> lines = new ArrayList<>();
        lines.add(indent + words.why(reason));
        String remedy = targets.remedy(words, reason);
        if (!remedy.isEmpty()) {
            lines.add(indent + remedy);
        }
        return lines;
    }

    private Answer.Refused away(Talk talk, Reason why) {
        return turnedAway.answer(talk.wish().attempt(), talk.wish().actor(), talk.words(), why);
    }

    private static Answer nothing(Words words) {
        return new Answer.Refused(List.of(words.say("bastion.ssh.nothing-filed")), Channels.REFUSED);
    }

    private static String shown(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_MAX)) + "…";
    }

    private static boolean yes(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes") || word.equals("是");
    }
}
