package dev.bastide.identity;

/** The directory is followed again, after {@link DirectoryFailed}. */
public record DirectoryFollowed() {}
