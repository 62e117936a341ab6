/** Tests of the book of assets: identity, sightings, imports, coverage, attestations and its pages. */
@NullMarked
package dev.bastide.asset.inventory;

import org.jspecify.annotations.NullMarked;
