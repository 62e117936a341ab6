/** The demonstration as a newcomer meets it: the program in a process of its own. */
@NullMarked
package dev.bastide.portal.demo;

import org.jspecify.annotations.NullMarked;
