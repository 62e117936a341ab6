/** Tests of the record. */
@NullMarked
package dev.bastide.audit;

import org.jspecify.annotations.NullMarked;
