package dev.bastide.audit.sequencer;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Where logs lie, and what it takes to read them: rows, sealed files, and the keys to both. */
record LogStore(JdbcClient jdbc, LeafMaker leaves, LogKeys keys, LogHome home) {
    /** The sealed part of a log; the caller closes it. */
    SealedLog sealed(int log) {
        return new SealedLog(jdbc, keys, home, log);
    }
}
