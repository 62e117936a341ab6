package dev.bastide.job;

/** An announced effect ended unseen: the lease ran out before a result was written. */
public record OutcomeUnknown(IntentId intent, String kind, String subject) {}
