/** Tests of sealed segments. */
@NullMarked
package dev.bastide.audit.segment;

import org.jspecify.annotations.NullMarked;
