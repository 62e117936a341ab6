/**
 * What a host may be called, how its key is read, how a certificate is written, what an inventory file says: text and
 * bytes only. No Spring, no SQL, no other room; it also runs offline.
 */
@NullMarked
package dev.bastide.asset.engine;

import org.jspecify.annotations.NullMarked;
