/**
 * Operation specifications: the only source of steps for production, each version approved by two people. Inner part of
 * the room {@code change}. Serves seed 000 s2.2 (A45, A48).
 */
@NullMarked
package dev.bastide.change.specification;

import org.jspecify.annotations.NullMarked;
