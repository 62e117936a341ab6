package dev.bastide.portal;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.FirstAdministrator;
import dev.bastide.identity.Founding;
import dev.bastide.identity.People;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Founds an empty installation from a file: all of it in one transaction, all of it founding, all of it on the list
 * that two others ratify. Every room reads its own section.
 */
@Service
public class Setup {
    private final List<SetupSection> sections;
    private final People people;
    private final Founding founding;
    private final FirstAdministrator firstAdministrator;
    private final AuditLog audit;
    private final Clock clock;
    private final Words words;
    private final TransactionTemplate transaction;

    Setup(
            ObjectProvider<SetupSection> sections,
            People people,
            Founding founding,
            FirstAdministrator firstAdministrator,
            AuditLog audit,
            Clock clock,
            WordsFor languages,
            PlatformTransactionManager transactions) {
        this.words = languages.of(Locale.ENGLISH);
        this.sections = sections.stream()
                .sorted(Comparator.comparingInt(SetupSection::order))
                .toList();
        this.people = people;
        this.founding = founding;
        this.firstAdministrator = firstAdministrator;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * How an installation stands after its set-up file: whether its rules can be enforced yet, and for each node whose
     * head cannot approve what is missing, in words.
     */
    public record Founded(int people, boolean enforceable, List<String> missing) {
        public Founded {
            missing = List.copyOf(missing);
        }
    }

    /**
     * Judges the whole file, then applies the whole file or nothing of it. Throws {@link BadInput} naming the place of a mistake and
     * {@link ActRefused} when the installation is not empty.
     */
    public Founded apply(String yaml) {
        Actor actor = Actor.machine("setup", AccessMethod.LOCAL);
        SetupText text = SetupText.read(yaml);
        List<String> mistakes = text.mistakes(words);
        if (!mistakes.isEmpty()) {
            throw BadInput.in(text.firstPlace(), "portal.setup.mistakes", String.join("\n", mistakes));
        }
        try {
            transaction.executeWithoutResult(status -> applyAll(text.file(), actor));
        } catch (BadInput mistake) {
            throw BadInput.in(mistake.field(), "portal.setup.mistakes", text.told(mistake, words));
        }
        founding.settle();
        Founding.State state = founding.state();
        List<String> missing = founding.lockOuts().stream()
                .map(reason -> words.why(reason) + " " + words.remedy(reason))
                .toList();
        return new Founded(people.active().size(), !state.open(), missing);
    }

    /**
     * Every mistake of the file that can be told from its text alone, each with its line and whom it concerns, in words.
     * It needs neither a database nor a running program.
     */
    public static List<String> mistakes(String yaml) {
        Words english = new WordsFor(false).of(Locale.ENGLISH);
        try {
            return SetupText.read(yaml).mistakes(english);
        } catch (BadInput unreadable) {
            return List.of(english.say(unreadable.key(), unreadable.args()));
        }
    }

    /** The same in words for the shell: what was founded, what is missing, and what to do next. */
    public String told(Founded founded) {
        List<String> lines = new ArrayList<>();
        lines.add(words.say("portal.setup.founded", Integer.toString(founded.people())));
        if (!founded.enforceable()) {
            lines.add(words.say(
                    "portal.setup.waits", words.say(founding.waitsFor().key(), "")));
        }
        lines.addAll(founded.missing());
        lines.add(words.say("portal.setup.next"));
        return String.join("\n", lines) + "\n";
    }

    private void applyAll(SetupFile file, Actor actor) {
        if (!people.active().isEmpty()) {
            Reason reason = Reason.of("portal.setup.not-empty", "A44", "/people");
            audit.appendNow(
                    AuditRecord.of(clock.instant(), actor, Tag.SYSTEM, "setup.apply", "not empty", Result.REFUSED));
            throw new ActRefused(reason);
        }
        for (SetupSection section : sections) {
            SetupFile part = file.at(section.name());
            if (part.isThere()) {
                section.apply(part, actor);
            }
        }
        firstAdministrator.end();
        audit.append(AuditRecord.of(
                clock.instant(), actor, Tag.SYSTEM, "setup.apply", "founding: set-up file applied", Result.DONE));
    }
}
