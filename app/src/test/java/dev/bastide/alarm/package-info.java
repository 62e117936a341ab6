/** Tests of alarms and of the duty roster. */
@NullMarked
package dev.bastide.alarm;

import org.jspecify.annotations.NullMarked;
