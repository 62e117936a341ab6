/** Engine that reads lists people keep in spreadsheets. Pure: no Spring, no SQL, no other room. */
@NullMarked
package dev.bastide.identity.csv;

import org.jspecify.annotations.NullMarked;
