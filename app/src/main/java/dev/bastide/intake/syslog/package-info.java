/**
 * The doors of syslog: UDP, TCP and TLS, and the gathering of what comes in by them into batches. What never lives here: how
 * a message is read. Whoever sends is known by his address alone. Serves seed 000 s4 (A114).
 */
@NullMarked
package dev.bastide.intake.syslog;

import org.jspecify.annotations.NullMarked;
