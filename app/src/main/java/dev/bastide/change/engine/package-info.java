/**
 * What an operation says, in pure values: its content and hash, its states, the grammar of steps, the difference
 * between what was approved and what was done. No Spring, no SQL, no clock; an auditor's program could run it.
 */
@NullMarked
package dev.bastide.change.engine;

import org.jspecify.annotations.NullMarked;
