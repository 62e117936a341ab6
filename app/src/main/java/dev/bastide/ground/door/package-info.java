/**
 * The door for browsers and the API: one port that speaks HTTPS, tells a plain visitor so, and answers {@code /healthz}
 * to both. All of Jetty is in here.
 */
@NullMarked
package dev.bastide.ground.door;

import org.jspecify.annotations.NullMarked;
