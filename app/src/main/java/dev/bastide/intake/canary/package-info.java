/**
 * The canary: an act whose only purpose is to be found again in the record, twice a day for each family of events. What
 * never lives here: a record of such an act, which is the business of the component that is tried. Serves seed 000 s4 (A113).
 */
@NullMarked
package dev.bastide.intake.canary;

import org.jspecify.annotations.NullMarked;
