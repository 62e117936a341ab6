/** Tests of review campaigns. */
@org.jspecify.annotations.NullMarked
package dev.bastide.record.review;
