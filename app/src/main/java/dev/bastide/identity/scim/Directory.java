package dev.bastide.identity.scim;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.People;
import dev.bastide.identity.Provisioning;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Carries a directory's word out, each request in one transaction: the person as he is called, what the directory said,
 * and the duty that follows from it, with the end of everything tied to the one before. Source: seed 000 s2.2 (A53).
 */
@Service
public class Directory {
    private final Entries entries;
    private final DutyMappings mappings;
    private final Provisioning provisioning;
    private final People people;
    private final Duties duties;
    private final Told told;
    private final AuditLog audit;
    private final Clock clock;

    Directory(
            Entries entries,
            DutyMappings mappings,
            Provisioning provisioning,
            People people,
            Duties duties,
            Told told,
            AuditLog audit,
            Clock clock) {
        this.entries = entries;
        this.mappings = mappings;
        this.provisioning = provisioning;
        this.people = people;
        this.duties = duties;
        this.told = told;
        this.audit = audit;
        this.clock = clock;
    }

    /** Adds a person; the duty is the one his words name, or none. Throws {@link ScimMistake} or {@link ActRefused}. */
    @Transactional
    public Entry add(Actor actor, Said said) {
        String login = said.value(Attribute.USER_NAME)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> ScimMistake.value(Attribute.USER_NAME.word()));
        Wanted wanted = Wanted.of(login, said);
        if (!wanted.active()) {
            // Disabled is for good here; who is not active yet is added once he is.
            throw ScimMistake.value(Attribute.ACTIVE.word());
        }
        if (people.byLogin(login).isPresent()) {
            throw ScimMistake.taken(Attribute.USER_NAME.word());
        }
        PersonId person = asked(() -> provisioning.announce(actor, login, wanted.name(), wanted.email()));
        entries.keep(person, wanted.words(), clock.instant());
        mappings.dutyOf(wanted.words().title(), wanted.words().department())
                .ifPresent(duty -> provisioning.changeDuty(actor, person, duty));
        record(actor, person, "announced by the directory: " + told(wanted.words()));
        return required(person);
    }

    /** Puts a whole resource in place of the person's. */
    @Transactional
    public Entry replace(Actor actor, PersonId person, @Nullable String ifMatch, Said said) {
        if (said.value(Attribute.USER_NAME).isEmpty()) {
            throw ScimMistake.value(Attribute.USER_NAME.word());
        }
        return change(actor, person, ifMatch, said, Wanted::replacing);
    }

    /** Changes parts of the person's resource. */
    @Transactional
    public Entry patch(Actor actor, PersonId person, @Nullable String ifMatch, Said said) {
        return change(actor, person, ifMatch, said, Wanted::changing);
    }

    /** Disables the person; from now on the directory does not find him. He and his history stay. */
    @Transactional
    public void remove(Actor actor, PersonId person, @Nullable String ifMatch) {
        Entry entry = held(person, ifMatch);
        provisioning.requireOpen(actor, person);
        if (entry.active()) {
            provisioning.disable(actor, person);
        }
        entries.remove(person, entry.words(), clock.instant());
        record(actor, person, "deleted by the directory; the person stays, disabled");
    }

    private Entry change(
            Actor actor,
            PersonId person,
            @Nullable String ifMatch,
            Said said,
            BiFunction<Entry, Said, Wanted> reading) {
        Entry entry = held(person, ifMatch);
        provisioning.requireOpen(actor, person);
        requireSameLogin(entry, said);
        Wanted meant = reading.apply(entry, said);
        if (meant.active() && entry.active() && provisioning.isAdministrator(person)) {
            return hear(actor, entry, meant);
        }
        Allowed allowed = allowed(entry, meant);
        Wanted wanted = allowed.wanted();
        if (wanted.active() && !entry.active()) {
            throw new ActRefused(Reason.of("identity.scim.kept.disabled", "A53", "/people"));
        }
        allowed.kept().forEach(why -> refuse(actor, entry, why));
        if (!wanted.name().equals(entry.name()) || !wanted.email().equals(entry.email())) {
            asked(() -> {
                provisioning.rename(actor, person, wanted.name(), wanted.email());
                return person;
            });
        }
        if (!wanted.words().equals(entry.words()) || !entry.heard()) {
            entries.keep(person, wanted.words(), clock.instant());
            record(actor, person, "the directory says: " + told(wanted.words()));
        }
        if (!wanted.active() && entry.active()) {
            provisioning.disable(actor, person);
        } else if (entry.active() && wanted.spokeOfDuty()) {
            settleDuty(actor, entry, wanted);
        }
        return required(person);
    }

    // Other words of an administrator are kept with a new id only: by it his going is noticed.
    private Entry hear(Actor actor, Entry entry, Wanted meant) {
        boolean changes = isMore(foreseen(entry, meant, duty(entry)), entry, meant);
        if (isNewId(entry, meant)) {
            entries.keep(entry.person(), meant.words(), clock.instant());
            record(actor, entry.person(), "the directory says: " + told(meant.words()));
            if (changes) {
                refuse(actor, entry, Provisioning.administratorKept());
            }
        } else if (changes) {
            throw new ActRefused(Provisioning.administratorKept());
        }
        return required(entry.person());
    }

    private static boolean isNewId(Entry entry, Wanted meant) {
        String id = meant.words().externalId();
        return id != null && !id.equals(entry.words().externalId());
    }

    // That it knows him by an id, and what it calls his work, changes nothing of him.
    private static boolean isMore(Outlook outlook, Entry entry, Wanted meant) {
        boolean renamed = !meant.name().equals(entry.name()) || !meant.email().equals(entry.email());
        return renamed || (outlook.effect() != Effect.NONE && outlook.effect() != Effect.UPDATE);
    }

    /** What following a directory's word would come to. */
    public enum Effect {
        /** Nothing is to be done. */
        NONE,
        /** Other names, address or words; the duty stays. */
        UPDATE,
        /** A duty for who has none. */
        GIVE,
        /** Another duty, and the end of all that hung on the old one. */
        CHANGE,
        /** The end of the duty and of all that hung on it. */
        END,
        /** The end of the account. */
        DISABLE
    }

    /**
     * What would follow, with the duty before and after; empty for none.
     *
     * @param before the duty the person has
     * @param after the one he would have
     */
    public record Outlook(Effect effect, String before, String after) {}

    /** Throws {@link ActRefused} unless the actor may speak for a directory. */
    @Transactional
    public void requireMay(Actor actor) {
        provisioning.requireMay(actor);
    }

    /** Everybody of whom a directory whose own ids begin like this has spoken, and whom it has not deleted. */
    @Transactional
    public List<Entry> known(String externalPrefix) {
        return entries.of(externalPrefix);
    }

    /** The human with this login, unless a directory deleted him. */
    @Transactional
    public Optional<Entry> named(String login) {
        return people.byLogin(login).flatMap(person -> entries.find(person.id()));
    }

    /** The duty these words name; see the table. */
    public Optional<String> dutyOf(@Nullable String title, @Nullable String department) {
        return mappings.dutyOf(title, department);
    }

    /**
     * What {@link #patch} would do, doing nothing of it. Throws {@link ActRefused} when something would be to do, and the
     * person is kept from directories.
     */
    @Transactional
    public Outlook foresee(Actor actor, Entry entry, Said said) {
        Wanted meant = Wanted.changing(entry, said);
        if (meant.active() && entry.active() && provisioning.isAdministrator(entry.person())) {
            return foreseeOfAdministrator(actor, entry, meant);
        }
        Wanted wanted = allowed(entry, meant).wanted();
        String before = duty(entry);
        Outlook outlook = foreseen(entry, wanted, before);
        if (!outlook.after().isEmpty() && provisioning.answersFor(actor, entry.person())) {
            // Nobody gives himself a duty through a machine of his: he loses the old one only.
            outlook = before.isEmpty() || outlook.effect() == Effect.UPDATE
                    ? new Outlook(Effect.UPDATE, before, before)
                    : new Outlook(Effect.END, before, "");
        }
        if (outlook.effect() != Effect.NONE) {
            provisioning.requireOpen(actor, entry.person());
        }
        return outlook;
    }

    private Outlook foreseeOfAdministrator(Actor actor, Entry entry, Wanted meant) {
        provisioning.requireOpen(actor, entry.person());
        String before = duty(entry);
        if (isNewId(entry, meant)) {
            return new Outlook(Effect.UPDATE, before, before);
        }
        if (isMore(foreseen(entry, meant, before), entry, meant)) {
            throw new ActRefused(Provisioning.administratorKept());
        }
        return new Outlook(Effect.NONE, before, before);
    }

    /** Whether somebody who is here bears a name that reads the same; then nobody is announced under it. */
    @Transactional
    public boolean isNameBorne(String name) {
        return provisioning.isNameBorne(name);
    }

    /** What may be carried out, and why the rest may not. */
    private record Allowed(Wanted wanted, List<Reason> kept) {}

    /**
     * Takes a name or an address out that the directory may not give. What it says beside them is carried out, or an
     * address would keep a leaver in. Throws {@link ActRefused} when it says nothing beside them.
     */
    private Allowed allowed(Entry entry, Wanted meant) {
        Optional<Reason> name = meant.name().equals(entry.name())
                ? Optional.empty()
                : provisioning.keepsName(entry.person(), meant.name());
        Optional<Reason> email = meant.email().equals(entry.email())
                ? Optional.empty()
                : provisioning.keepsAddress(entry.person(), meant.email());
        List<Reason> kept = Stream.concat(name.stream(), email.stream()).toList();
        Wanted rest = meant.called(
                name.isPresent() ? entry.name() : meant.name(), email.isPresent() ? entry.email() : meant.email());
        if (!kept.isEmpty()
                && entry.active()
                && foreseen(entry, rest, duty(entry)).effect() == Effect.NONE) {
            throw new ActRefused(kept.getFirst());
        }
        return new Allowed(rest, kept);
    }

    private void refuse(Actor actor, Entry entry, Reason why) {
        String what = "the directory may not do this to " + entry.login() + ", the rest of its word is carried out: "
                + why.key();
        audit.appendNow(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, Provisioning.ACT, what, Result.REFUSED)
                .object("person", entry.person()));
        told.of(entry.person(), why.key());
    }

    private String duty(Entry entry) {
        return duties.current(entry.person()).map(DutyAssignment::duty).orElse("");
    }

    private static Effect effect(String before, String after) {
        if (before.isEmpty()) {
            return Effect.GIVE;
        }
        return after.isEmpty() ? Effect.END : Effect.CHANGE;
    }

    private Outlook foreseen(Entry entry, Wanted wanted, String before) {
        if (!wanted.active()) {
            return new Outlook(entry.active() ? Effect.DISABLE : Effect.NONE, before, "");
        }
        Optional<String> duty = entry.active() && wanted.spokeOfDuty() ? newDuty(entry, wanted) : Optional.empty();
        if (duty.isPresent()) {
            return new Outlook(effect(before, duty.get()), before, duty.get());
        }
        boolean same = wanted.words().equals(entry.words())
                && wanted.name().equals(entry.name())
                && wanted.email().equals(entry.email());
        return new Outlook(same ? Effect.NONE : Effect.UPDATE, before, before);
    }

    /**
     * Words that name no duty end the one there is. Words that name one give it when they are new or the person has none:
     * what people decided since the directory last spoke of it stands until the directory says something else.
     */
    private void settleDuty(Actor actor, Entry entry, Wanted wanted) {
        newDuty(entry, wanted).ifPresent(duty -> {
            if (duty.isEmpty()) {
                provisioning.endDuty(actor, entry.person());
            } else {
                provisioning.changeDuty(actor, entry.person(), duty);
            }
        });
    }

    /** The new duty, empty text for none from now on; nothing when it stays. */
    private Optional<String> newDuty(Entry entry, Wanted wanted) {
        Optional<String> named =
                mappings.dutyOf(wanted.words().title(), wanted.words().department());
        Optional<String> held = duties.current(entry.person()).map(DutyAssignment::duty);
        boolean stays = named.isEmpty()
                ? held.isEmpty()
                : named.equals(held) || (held.isPresent() && wanted.words().sameDuty(entry.words()));
        return stays ? Optional.empty() : Optional.of(named.orElse(""));
    }

    private Entry held(PersonId person, @Nullable String ifMatch) {
        Entry entry = entries.hold(person).orElseThrow(ScimMistake::missing);
        if (ifMatch != null && !matches(ifMatch, entry.version())) {
            throw ScimMistake.stale();
        }
        return entry;
    }

    /** Whether one of the entity tags, weak or not, is this version. */
    static boolean matches(String header, String version) {
        String wanted = version.replace("W/", "");
        return Arrays.stream(header.split(",", -1))
                .map(tag -> tag.strip().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals("*") || tag.equals(wanted));
    }

    private static void requireSameLogin(Entry entry, Said said) {
        boolean other = said.names(Attribute.USER_NAME)
                && said.value(Attribute.USER_NAME)
                        .filter(name -> name.equalsIgnoreCase(entry.login()))
                        .isEmpty();
        if (other) {
            throw ScimMistake.mutability(Attribute.USER_NAME.word());
        }
    }

    private Entry required(PersonId person) {
        return entries.find(person).orElseThrow(() -> new IllegalStateException("no person " + person));
    }

    private static PersonId asked(java.util.function.Supplier<PersonId> act) {
        try {
            return act.get();
        } catch (BadInput mistake) {
            throw ScimMistake.of(mistake);
        }
    }

    private static String told(Entry.Words words) {
        return Arrays.asList(
                        "external id " + words.externalId(),
                        "title " + words.title(),
                        "department " + words.department())
                .stream()
                .filter(part -> !part.endsWith(" null"))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), text -> text.isEmpty() ? "nothing of a duty" : text));
    }

    private void record(Actor actor, PersonId person, String what) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, Provisioning.ACT, what, Result.DONE)
                .object("person", person));
    }
}
