/** Tests of the bastion: the whole program, a real sshd behind it and a real ssh in front. */
@NullMarked
package dev.bastide.bastion;

import org.jspecify.annotations.NullMarked;
