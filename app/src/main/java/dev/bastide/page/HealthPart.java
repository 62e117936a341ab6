package dev.bastide.page;

import java.util.Optional;

/** Port: a part that must work for {@code /healthz} to answer 200. Asked on every call, so it must be quick. */
public interface HealthPart {

    /** Its name in the answer: {@code database}, {@code recorder}, {@code bastion}. */
    String name();

    /** What is wrong with it in a few English words, or nothing. Never a secret. */
    Optional<String> failing();

    /** What of it needs a person but keeps nobody from working, in a few English words. Never a secret. */
    default Optional<String> warning() {
        return Optional.empty();
    }
}
