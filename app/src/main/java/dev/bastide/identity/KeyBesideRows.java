package dev.bastide.identity;

/** The master key lies beside the data it protects, and founding is over: said once a day. */
public record KeyBesideRows() {}
