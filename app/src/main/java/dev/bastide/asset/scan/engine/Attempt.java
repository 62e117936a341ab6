package dev.bastide.asset.scan.engine;

/** What became of one try to open a connection. */
public sealed interface Attempt {
    /** Connected; whoever asked closes it. */
    record Open(Wire wire, long nanos) implements Attempt {}

    /** The host said no: it is there, the port is closed. */
    record Refused(long nanos) implements Attempt {}

    /** Nothing was heard in time, or a router said that there is no way. */
    record Silent() implements Attempt {}

    /** Not tried: the address or port is outside of what was signed. */
    record Outside() implements Attempt {}

    /** Not tried: the scan was stopped, or its window has ended. */
    record Stopped() implements Attempt {}

    /** This machine failed: no descriptor, no port, no memory. The probe is lost until it is tried again. */
    record Lost(String why) implements Attempt {}
}
