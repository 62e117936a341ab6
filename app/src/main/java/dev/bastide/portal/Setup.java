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
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Founds an empty installation from a file: all of it in one transaction, all of it founding, all of it on the list
 * that two others ratify. Every room reads its own section.
 */
@Service
public class Setup {
    private static final int FILE_CHARACTERS_MAX = 8 * 1024 * 1024;
    private static final int ALIASES_MAX = 0;

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
     * Applies the whole file or nothing of it. Throws {@link BadInput} naming the place of a mistake and
     * {@link ActRefused} when the installation is not empty.
     */
    public Founded apply(String yaml) {
        Actor actor = Actor.machine("setup", AccessMethod.LOCAL);
        SetupFile file = read(yaml);
        file.allow(Stream.concat(Stream.of("schema"), sections.stream().map(SetupSection::name))
                .toArray(String[]::new));
        transaction.executeWithoutResult(status -> applyAll(file, actor));
        founding.settle();
        Founding.State state = founding.state();
        List<String> missing = founding.lockOuts().stream()
                .map(reason -> words.why(reason) + " " + words.remedy(reason))
                .toList();
        return new Founded(people.active().size(), !state.open(), missing);
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
            } else {
                section.leftOut(part);
            }
        }
        firstAdministrator.end();
        audit.append(AuditRecord.of(
                clock.instant(), actor, Tag.SYSTEM, "setup.apply", "founding: set-up file applied", Result.DONE));
    }

    private static SetupFile read(String yaml) {
        if (yaml.length() > FILE_CHARACTERS_MAX) {
            throw BadInput.in("", "portal.setup.too-long");
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(FILE_CHARACTERS_MAX);
        try {
            return new SetupFile(new Yaml(new SafeConstructor(options)).load(yaml), "");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw BadInput.in("", "portal.setup.not-yaml", Integer.toString(line));
        } catch (YAMLException e) {
            throw BadInput.in("", "portal.setup.not-yaml", "0");
        }
    }
}
