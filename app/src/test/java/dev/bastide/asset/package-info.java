/** Tests of the hosts and of the keys that two people pin. */
@NullMarked
package dev.bastide.asset;

import org.jspecify.annotations.NullMarked;
