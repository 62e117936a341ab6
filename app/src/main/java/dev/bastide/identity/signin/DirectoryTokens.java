package dev.bastide.identity.signin;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Person;
import dev.bastide.identity.Provisioning;
import dev.bastide.identity.SecondFactor;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The tokens with which a directory signs in as its machine account. Only the human who answers for the machine makes
 * one, because what it does counts as done by his hand; each can do nothing but bring the directory's word. (A53)
 */
@Service
public class DirectoryTokens {
    private static final int DAYS = 365;

    private final ApiTokens tokens;
    private final SecondFactor factor;

    DirectoryTokens(ApiTokens tokens, SecondFactor factor) {
        this.tokens = tokens;
        this.factor = factor;
    }

    /** A token as the page shows it: never its secret. */
    public record Token(
            Instant expires,
            @Nullable Instant firstUsed,
            @Nullable Instant lastUsed) {}

    /** One that was just made; the secret is shown this once. */
    public record Made(String secret, Instant expires) {}

    /** The machine's tokens that a directory can use and that still count, newest first. */
    public List<Token> of(Person machine) {
        return tokens.of(machine.id()).stream()
                .filter(token -> token.covers(Provisioning.ACT))
                .map(token -> new Token(token.expires(), token.firstUsed(), token.lastUsed()))
                .toList();
    }

    /**
     * Makes one for a year; empty while the maker's second factor has to be shown again. Throws {@link ActRefused} for
     * anybody but the human who answers for the machine.
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
}
