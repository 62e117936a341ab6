package dev.bastide.intake;

import java.util.Locale;
import java.util.Optional;

/** The door by which a source comes in. It is chosen once. */
public enum SourceKind {
    SYSLOG_UDP,
    SYSLOG_TCP,
    SYSLOG_TLS,
    HTTP,
    OTLP;

    /** As it stands in the database, in addresses and in message keys. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of this word; nothing for another word. */
    static Optional<SourceKind> ofWord(String word) {
        for (SourceKind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Whether its sender is known by its address alone. */
    public boolean isSyslog() {
        return this == SYSLOG_UDP || this == SYSLOG_TCP || this == SYSLOG_TLS;
    }
}
