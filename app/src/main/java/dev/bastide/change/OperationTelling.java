package dev.bastide.change;

import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Standing;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.DurationText;
import dev.bastide.change.engine.Window;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Words;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Words an operation for the API and for the shell; the pages use their own components. */
@Component
class OperationTelling {
    private static final Pattern BREAK = Pattern.compile("\\R");
    private static final Pattern STEERING =
            Pattern.compile("[\\p{Cc}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");
    private static final Pattern SPACES = Pattern.compile("  +");

    private final OperationReads reads;
    private final WholeStory story;
    private final Approvals approvals;
    private final People people;

    OperationTelling(OperationReads reads, WholeStory story, Approvals approvals, People people) {
        this.reads = reads;
        this.story = story;
        this.approvals = approvals;
        this.people = people;
    }

    /** The approval that is or was asked for last: of more time or other hands, or of the operation itself. */
    Optional<ApprovalId> approval(Operation operation) {
        return approvals.latest(asked(operation));
    }

    /** The revision that is asked for last. */
    UUID asked(Operation operation) {
        return reads.pending(operation.id()).orElse(operation.revision());
    }

    /** What is still missing until it is approved, in words; empty when nothing is. */
    List<Reason> missing(Operation operation) {
        UUID revision = asked(operation);
        return approvals
                .latest(revision)
                .flatMap(id -> reads.byRevision(revision).map(asked -> approvals.standing(id, asked.contentHash())))
                .map(standing ->
                        standing instanceof Standing.Waiting(List<Reason> missing) ? missing : List.<Reason>of())
                .orElse(List.of());
    }

    OperationJson json(Operation operation, Words words) {
        return OperationJson.of(
                operation,
                new OperationJson.Beside(
                        login(operation.content().owner()),
                        login(operation.content().executor()),
                        login(operation.head()),
                        approval(operation).map(ApprovalId::toString).orElse(null),
                        askedHash(operation),
                        missing(operation).stream().map(words::why).toList(),
                        told(operation, words)));
    }

    List<OperationJson.Told> told(Operation operation, Words words) {
        return story.of(operation.id()).stream()
                .map(entry -> new OperationJson.Told(
                        entry.at(), entry.who(), words.say(entry.words(), entry.told()), entry.quote()))
                .toList();
    }

    /** Several lines for a terminal. */
    String text(Operation operation, Words words) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                operation.name(),
                words.say("change.state." + operation.state().word()));
        line(text, words.say("change.reason"), operation.content().reason());
        operation
                .content()
                .targets()
                .forEach(target -> line(text, words.say("change.target"), target.account() + "@" + target.path()));
        if (operation.content().specification() != null) {
            line(
                    text,
                    words.say("change.spec"),
                    operation.content().specification().label());
        }
        operation.content().steps().forEach(step -> line(text, words.say("change.step"), step));
        operation.content().rollback().forEach(step -> line(text, words.say("change.rollback"), step));
        line(text, words.say("change.window"), window(operation));
        line(text, words.say("change.executor"), name(operation.content().executor()));
        line(text, words.say("change.hash"), operation.contentHash());
        reads.pending(operation.id()).flatMap(reads::byRevision).ifPresent(asked -> pending(text, asked, words));
        missing(operation).forEach(reason -> line(text, words.say("change.missing"), words.why(reason)));
        told(operation, words).forEach(told -> text.append(line(told)));
        return text.toString();
    }

    /** More time or other hands that wait for agreement: what a vote now goes to. */
    private void pending(StringBuilder text, Operation asked, Words words) {
        String window = asked.content().window() instanceof Window.Fixed fixed
                ? fixed.from() + " – " + fixed.to()
                : "+" + DurationText.print(asked.content().window().length());
        line(text, words.say("change.asked-now"), words.say("change.window") + " " + window);
        line(
                text,
                words.say("change.asked-now"),
                words.say("change.executor") + " " + name(asked.content().executor()));
        line(text, words.say("change.asked-now"), words.say("change.hash") + " " + asked.contentHash());
    }

    /** The SHA-256 of the content that a vote now would go to. */
    String askedHash(Operation operation) {
        return reads.byRevision(asked(operation)).map(Operation::contentHash).orElse(operation.contentHash());
    }

    static String line(OperationJson.Told told) {
        String quote = told.quote().isEmpty() ? "" : " – " + told.quote();
        return told.at() + "  " + flat(told.who() + ": " + told.what() + quote) + "\n";
    }

    /**
     * What somebody wrote, on one line and without what steers a terminal or turns the direction of writing: free text
     * must not look like a line of ours.
     */
    static String flat(String text) {
        return STEERING.matcher(BREAK.matcher(text.replace('\t', ' ')).replaceAll(" ⏎ "))
                .replaceAll("");
    }

    static String line(OperationLine operation, Words words) {
        return operation.name() + "  "
                + words.say("change.state." + operation.state().word()) + "  " + operation.target() + "  "
                + flat(operation.executor()) + "  "
                + SPACES.matcher(flat(operation.reason())).replaceAll(" ") + "\n";
    }

    String name(PersonId id) {
        return people.find(id).map(Person::name).orElse("?");
    }

    private String login(PersonId id) {
        return people.find(id).map(Person::login).orElse("?");
    }

    private static String window(Operation operation) {
        return operation
                .window()
                .map(window -> window.from() + " – " + window.to())
                .orElseGet(() ->
                        "+" + DurationText.print(operation.content().window().length()));
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(label).append(": ").append(flat(value)).append('\n');
    }
}
