/**
 * Verifies a bundle of the audit log without Bastide: no network, no database, nothing but the JDK (17 or later).
 *
 * <p>Read in this order: {@link dev.bastide.verifier.Verify} (what is checked, in which order), {@code Manifest} and
 * {@code Folder} (exactly these files), {@code Note} and {@code Key} (signatures), {@code Tree}, {@code Tiles} and
 * {@code Entries} (every leaf, every hash), {@code Leaf} and {@code Sources} (what a record must look like). The format is
 * {@code docs/formats/audit-log.md}. What never lives here: code of the program that wrote the bundle. That both know
 * the format twice is the point.
 */
package dev.bastide.verifier;
