/**
 * What every test may use.
 *
 * <ul>
 *   <li>{@link dev.bastide.testing.TestDatabase#copy()}: a migrated PostgreSQL database of one's own in some 50 ms, with
 *       both roles: {@code sql()} signs in as the program does, {@code owner()} as the owner does. For tests of
 *       repositories and of rules in the database, without Spring.
 *   <li>{@link dev.bastide.testing.BastideTest}: the whole program on a random port over plain HTTP, one context shared
 *       by all test classes that carry it. Make people and nodes of your own with unique names; do not count rows of
 *       others. Inject any bean, {@code @LocalServerPort int port}, and {@link dev.bastide.testing.TestClock}.
 *   <li>{@link dev.bastide.testing.TestClock}: the real time plus what a test added; it goes back after each test.
 *   <li>{@link dev.bastide.testing.Eventually}: waits for a condition, so that nothing sleeps.
 * </ul>
 *
 * <p>{@code BASTIDE_TEST_POSTGRES=/usr/lib/postgresql/15/bin} runs all of it on that PostgreSQL. The server's folder is
 * {@code target/test-postgres}; it stays between runs and may be deleted at any time.
 */
@NullMarked
package dev.bastide.testing;

import org.jspecify.annotations.NullMarked;
