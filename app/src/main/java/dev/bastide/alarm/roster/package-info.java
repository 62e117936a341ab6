/**
 * Who is on duty: shifts of a node, their hand-over from one person to another, and the roster of a week. What never lives
 * here: alarms. Only the room around it comes in. Serves seed 000 s4 (A103).
 */
@NullMarked
package dev.bastide.alarm.roster;

import org.jspecify.annotations.NullMarked;
