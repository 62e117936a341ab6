/**
 * Review campaigns: internal audit looks at the record regularly, and that it did can be shown.
 *
 * <p>What lives here: the sample and how it is drawn, items with their reviewers, openings and verdicts, the end of a
 * campaign, and what of the log nobody has reviewed. What never does: the record itself, and what sessions were; rooms that
 * keep those answer {@link dev.bastide.audit.WorkToReview}. Nobody may come in. Serves seed 000 s4 (A112).
 */
@NullMarked
package dev.bastide.record.review;

import org.jspecify.annotations.NullMarked;
