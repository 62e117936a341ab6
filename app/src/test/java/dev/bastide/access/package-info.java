/** Rights, approvals and the tree, tried at the database, in the program and at the API. */
@NullMarked
package dev.bastide.access;

import org.jspecify.annotations.NullMarked;
