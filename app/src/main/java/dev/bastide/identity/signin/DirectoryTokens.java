package dev.bastide.identity.signin;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Person;
import dev.bastide.identity.Provisioning;
import dev.bastide.identity.SecondFactor;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The tokens with which a directory signs in as its machine account. Only the human who answers for the machine makes
 * one, because what it does counts as done by his hand; each can do nothing but bring the directory's word. (A53)
 */
@Service
public class DirectoryTokens {
    private static final int DAYS = 365;
    private static final Action SETTINGS = new Action("settings.edit");

    private final ApiTokens tokens;
    private final SecondFactor factor;
    private final Authority authority;

    DirectoryTokens(ApiTokens tokens, SecondFactor factor, Authority authority) {
        this.tokens = tokens;
        this.factor = factor;
        this.authority = authority;
    }

    /** A token as the page shows it: never its secret. */
    public record Token(
            UUID id,
            Instant expires,
            @Nullable Instant firstUsed,
            @Nullable Instant lastUsed) {}

    /** One that was just made; the secret is shown this once. */
    public record Made(String secret, Instant expires) {}

    /** The machine's tokens that a directory can use and that still count, newest first. */
    public List<Token> of(Person machine) {
        return tokens.of(machine.id()).stream()
                .filter(token -> token.covers(Provisioning.ACT))
                .map(token -> new Token(token.id(), token.expires(), token.firstUsed(), token.lastUsed()))
                .toList();
    }

    /**
     * Makes one for a year; empty while the maker's second factor has to be shown again. Throws {@link ActRefused} for
     * anybody but the human who answers for the machine, and where it has two already that count.
     */
    public Optional<Made> make(Actor actor, Person machine) {
        if (!machine.machine() || !Objects.equals(machine.owner(), actor.person())) {
            throw new ActRefused(Reason.of("identity.token.not-owner", "A44", "/people"));
        }
        if (!factor.fresh(actor)) {
            return Optional.empty();
        }
        ApiTokens.Wanted wanted = new ApiTokens.Wanted("directory", List.of(Provisioning.ACT), DAYS);
        ApiTokens.Made made = tokens.make(actor, machine.id(), wanted);
        return Optional.of(new Made(made.secret(), made.expires()));
    }

    /** Whether it has as many tokens as it may: one has to be revoked before another is made. */
    public boolean full(Person machine) {
        return tokens.full(machine.id());
    }

    /**
     * Revokes a token of the machine, at once. Whoever answers for it may, and administrators, since the token may be stolen
     * while he is away; throws {@link ActRefused} for others. False when it was revoked already or is not the machine's.
     */
    public boolean revoke(Actor actor, Person machine, UUID id) {
        requireCharge(actor, machine);
        return tokens.revoke(actor, machine.id(), id);
    }

    /** Throws {@link ActRefused} unless this actor may revoke tokens of the machine. */
    void requireCharge(Actor actor, Person machine) {
        boolean answers = machine.machine() && Objects.equals(machine.owner(), actor.person());
        boolean administers =
                machine.machine() && authority.mayAnywhere(actor, SETTINGS).isPermitted();
        if (!answers && !administers) {
            throw new ActRefused(Reason.of("identity.token.not-in-charge", "A44", "/people"));
        }
    }
}
