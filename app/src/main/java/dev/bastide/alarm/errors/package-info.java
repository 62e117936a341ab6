/**
 * What keeps going wrong: how often each kind of alarm happened on each node, week by week, and the problem records of what
 * lies behind, until a room of their own owns them. What never lives here: an alarm's own rules. Serves seed 000 s4 (A103).
 */
@NullMarked
package dev.bastide.alarm.errors;

import org.jspecify.annotations.NullMarked;
