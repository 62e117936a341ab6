package dev.bastide.bastion;

/** A session on a host is over; its recording is closed. */
public record SessionEnded(SessionId session) {}
