package dev.bastide.deadline;

/** Recurring work has been failing for longer than it should; said once for each time it began to. */
public record JobFailing(String job) {}
