/** The sequencer on real databases: what it must keep, and what must not fool it. */
@NullMarked
package dev.bastide.audit.sequencer;

import org.jspecify.annotations.NullMarked;
