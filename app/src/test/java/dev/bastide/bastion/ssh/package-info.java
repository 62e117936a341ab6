/** The door, the splice and the runner's client, tried with real clients against a real OpenSSH server. */
@NullMarked
package dev.bastide.bastion.ssh;

import org.jspecify.annotations.NullMarked;
