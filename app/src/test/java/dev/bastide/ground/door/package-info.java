/** The port as a browser, a proxy and a plain visitor meet it. */
@NullMarked
package dev.bastide.ground.door;

import org.jspecify.annotations.NullMarked;
