package dev.bastide.deadline;

/** What was promised was not done in time. {@code kind} is the name of the {@link DeadlineKind}. */
public record DeadlineBreached(DeadlineId deadline, String kind, String subject) {}
