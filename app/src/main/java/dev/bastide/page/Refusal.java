package dev.bastide.page;

import dev.bastide.authority.Reason;

/**
 * A refusal in its four parts: what was tried, which rule, why it did not hold, what to do now.
 *
 * @param tried what was tried, in words
 * @param reason which rule and why
 */
public record Refusal(String tried, Reason reason) {}
