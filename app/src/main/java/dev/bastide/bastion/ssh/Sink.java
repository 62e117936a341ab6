package dev.bastide.bastion.ssh;

import java.io.IOException;
import org.apache.sshd.common.channel.Channel;

/** The receiving end of a {@link Flow}: a channel that bytes are written to, and that is ended in order. */
interface Sink {
    Channel channel();

    /** Says that no more bytes come; after it bytes may still come back. */
    void endOfInput() throws IOException;

    /** Closes the channel after everything before it was written. */
    void finish();
}
