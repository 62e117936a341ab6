package dev.bastide.intake;

import java.util.OptionalInt;

/** Where syslog comes in, for whoever is told how to send. */
public interface SyslogWay {
    /** The port of a door that is open. */
    OptionalInt openPort(SourceKind kind);
}
