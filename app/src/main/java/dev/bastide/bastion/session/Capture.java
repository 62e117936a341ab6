package dev.bastide.bastion.session;

import dev.bastide.bastion.ssh.Direction;

/** How the bytes of a session are recorded: as a terminal, or as a bulk that is counted. */
interface Capture {
    void bytes(Direction direction, byte[] bytes, int offset, int length);

    /** What is still held back is written; called before the recording ends. */
    void finish();

    /** A line for the audit record: what went through in bulk; empty for a terminal. */
    String summary();
}
