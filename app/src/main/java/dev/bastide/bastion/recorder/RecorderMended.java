package dev.bastide.bastion.recorder;

/** The recorder works again, and sessions may begin. */
public record RecorderMended() {}
