/** Tests of the directory that is read by LDAP. */
@NullMarked
package dev.bastide.identity.ldap;

import org.jspecify.annotations.NullMarked;
