package dev.bastide.bastion.recorder;

/**
 * No session can be recorded from now on, so none runs.
 *
 * @param what went wrong, in English, for whoever repairs it
 */
public record RecorderFailed(String what) {}
