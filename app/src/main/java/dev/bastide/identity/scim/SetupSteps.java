package dev.bastide.identity.scim;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.Provisioning;
import dev.bastide.identity.signin.DirectoryTokens;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How far the way to a directory has been gone, read from what is and never ticked. */
@Component
class SetupSteps {
    private static final Action PROVISION = new Action(Provisioning.ACT);

    private final People people;
    private final ActorOf actors;
    private final Authority authority;
    private final DirectoryTokens tokens;
    private final DutyMappings mappings;
    private final Entries entries;

    SetupSteps(
            People people,
            ActorOf actors,
            Authority authority,
            DirectoryTokens tokens,
            DutyMappings mappings,
            Entries entries) {
        this.people = people;
        this.actors = actors;
        this.authority = authority;
        this.tokens = tokens;
        this.mappings = mappings;
        this.entries = entries;
    }

    /**
     * A machine account that may speak for the directory.
     *
     * @param owner who answers for it
     * @param mine whether the reader does
     * @param allowed whether it has the permission
     * @param full whether it has as many tokens as it may
     */
    record Machine(
            Person account,
            String owner,
            boolean mine,
            boolean allowed,
            boolean full,
            List<DirectoryTokens.Token> tokens) {
        Machine {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * All that is known.
     *
     * @param words whether a word names a duty
     * @param first when a token of theirs was first used
     * @param last when one was last used, to the minute
     * @param people whom a directory speaks of
     * @param said when it last said something new of one
     */
    record Standing(
            List<Machine> machines,
            boolean words,
            @Nullable Instant first,
            @Nullable Instant last,
            long people,
            @Nullable Instant said) {
        Standing {
            machines = List.copyOf(machines);
        }

        boolean account() {
            return !machines.isEmpty();
        }

        boolean permission() {
            return machines.stream().anyMatch(Machine::allowed);
        }

        boolean token() {
            return machines.stream().anyMatch(machine -> !machine.tokens().isEmpty());
        }

        boolean called() {
            return last != null;
        }

        boolean spoke() {
            return called() && people > 0;
        }

        /** The first step that is still to be done, counted from one. */
        int next() {
            List<Boolean> done = List.of(words, account(), permission(), token(), called(), spoke());
            int open = done.indexOf(false);
            return open < 0 ? done.size() + 1 : open + 1;
        }
    }

    Standing standing(Actor reader) {
        List<Machine> machines = people.active().stream()
                .filter(Person::machine)
                .map(account -> machine(account, reader))
                .toList();
        @Nullable Instant first = null;
        @Nullable Instant last = null;
        for (Machine machine : machines) {
            for (DirectoryTokens.Token token : machine.tokens()) {
                first = earlier(first, token.firstUsed());
                last = later(last, token.lastUsed());
            }
        }
        Entries.Heard heard = entries.heard();
        return new Standing(machines, !mappings.all().isEmpty(), first, last, heard.people(), heard.last());
    }

    private Machine machine(Person account, Actor reader) {
        boolean allowed = authority
                .mayAnywhere(actors.of(account, reader.address(), AccessMethod.JOB, null), PROVISION)
                .isPermitted();
        String owner = Optional.ofNullable(account.owner())
                .flatMap(people::find)
                .map(Person::name)
                .orElse("?");
        boolean mine = Objects.equals(account.owner(), reader.person());
        return new Machine(account, owner, mine, allowed, tokens.full(account), tokens.of(account));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
