/**
 * The SSH protocol, and all of MINA SSHD: the door that people log in through, the connections to hosts, the splice
 * between them and the client of the runner. No Spring, no SQL, no rule lives here: every decision is the
 * {@link dev.bastide.bastion.ssh.Gate}'s, every byte passes the {@link dev.bastide.bastion.ssh.Tap}, and if either
 * fails the session ends. Only {@code dev.bastide.bastion} comes in. Serves seed 000 s4 (machine login on the service
 * tree, operation history) and s2.2 (immediate revocation).
 */
@NullMarked
package dev.bastide.bastion.ssh;

import org.jspecify.annotations.NullMarked;
