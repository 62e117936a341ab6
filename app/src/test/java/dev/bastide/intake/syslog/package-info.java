/** Tests of the doors of syslog. */
@NullMarked
package dev.bastide.intake.syslog;

import org.jspecify.annotations.NullMarked;
