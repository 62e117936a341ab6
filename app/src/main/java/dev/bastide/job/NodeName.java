package dev.bastide.job;

import java.util.UUID;

/**
 * This running program, as leases name it. A fresh one at each start: a program that was killed and started again is
 * another holder, and its old leases run out by themselves.
 */
public record NodeName(UUID value) {}
