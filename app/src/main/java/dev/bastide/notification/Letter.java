package dev.bastide.notification;

/**
 * A mail ready to be sent.
 *
 * @param id the delivery it is; becomes its message id, by which a report is recognised
 * @param to the address
 * @param subject one line
 * @param text the body, plain text
 * @param urgent whether it is marked important
 */
record Letter(String id, String to, String subject, String text, boolean urgent) {}
