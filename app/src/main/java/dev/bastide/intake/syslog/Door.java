package dev.bastide.intake.syslog;

/** An open door. */
interface Door extends AutoCloseable {
    /** The port it is at. */
    int port();

    /** Shuts it; what is inside already goes its way. */
    @Override
    void close();
}
