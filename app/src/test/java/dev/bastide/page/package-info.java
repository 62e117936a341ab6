/** Tests of the frame: words, lists, the edge, and how the components look in a real browser. */
@NullMarked
package dev.bastide.page;

import org.jspecify.annotations.NullMarked;
