/**
 * What is due: nothing expires, breaches, rings or is reviewed by anybody's memory.
 *
 * <p>What lives here: {@link dev.bastide.deadline.Deadlines} with their reminders and breaches, the
 * {@link dev.bastide.deadline.BusinessCalendar}, and the pages of what is due and of recurring work. What never does:
 * what a breach means; rooms hear {@link dev.bastide.deadline.DeadlineBreached} and decide. Everybody above may come
 * in. Serves seed 000 s2.2 (A53, the review within two business days) and every duty of the kind TIMER.
 */
@NullMarked
@ApplicationModule(
        displayName = "deadline",
        allowedDependencies = {"authority", "vault", "audit", "job", "page", "notification"})
package dev.bastide.deadline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
