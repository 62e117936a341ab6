@NullMarked
package dev.bastide.asset.scan.engine;

import org.jspecify.annotations.NullMarked;
