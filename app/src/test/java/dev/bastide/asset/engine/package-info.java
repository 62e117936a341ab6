/** Tests of what needs neither Spring nor a database. */
@NullMarked
package dev.bastide.asset.engine;

import org.jspecify.annotations.NullMarked;
