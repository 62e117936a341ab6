/** What is written into the inbox is what is read from it. */
@NullMarked
package dev.bastide.audit.inbox;

import org.jspecify.annotations.NullMarked;
