package dev.bastide.identity;

/**
 * The directory was not followed: its run failed or stopped itself. Said when that begins, and again each day.
 *
 * @param outcome how the run ended
 */
public record DirectoryFailed(String outcome) {}
