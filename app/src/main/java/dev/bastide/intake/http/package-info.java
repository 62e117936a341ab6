/**
 * The doors of logs that come by HTTP: JSON lines and OTLP. What never lives here: what a record means, who may see it.
 * A sender shows the token of its source; what is answered as taken is committed. Serves seed 000 s4 (A114).
 */
@NullMarked
package dev.bastide.intake.http;

import org.jspecify.annotations.NullMarked;
