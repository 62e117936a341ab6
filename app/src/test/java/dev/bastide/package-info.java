/** Tests of the whole house: its laws and its journeys. Tests of one room lie in that room's package. */
@NullMarked
package dev.bastide;

import org.jspecify.annotations.NullMarked;
