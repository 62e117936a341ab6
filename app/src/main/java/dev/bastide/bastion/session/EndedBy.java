package dev.bastide.bastion.session;

/**
 * Who ended a session from outside.
 *
 * @param name the person's name
 * @param reason what he said why
 */
public record EndedBy(String name, String reason) {}
