/** Tests of the words of "who may?". */
@NullMarked
package dev.bastide.authority;

import org.jspecify.annotations.NullMarked;
