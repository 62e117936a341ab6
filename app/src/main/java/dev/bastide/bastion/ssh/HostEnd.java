package dev.bastide.bastion.ssh;

import org.apache.sshd.common.channel.LocalWindow;

/** Who listens to a {@link HostChannel}: a splice, or a run of the runner. Called on I/O threads. */
interface HostEnd {
    /** Bytes of the host; the window is to be given back when they have been dealt with. */
    void bytes(boolean error, byte[] buffer, int offset, int length, LocalWindow credit);

    void endOfOutput();

    void exited(Exit exit);

    /** The host takes bytes again. */
    void windowOpened();

    /** The channel is gone; nothing follows. Orderly if the host closed it. */
    void closed(boolean orderly);
}
