@NullMarked
package dev.bastide.asset.scan;

import org.jspecify.annotations.NullMarked;
