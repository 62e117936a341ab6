/** Tests of what is read of network devices. */
@NullMarked
package dev.bastide.bastion.configuration;

import org.jspecify.annotations.NullMarked;
