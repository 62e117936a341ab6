package dev.bastide.intake.syslog;

import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.Sources;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The syslog sources that are switched on, as they stood at the last beat: no message asks the database. */
@Component
class SourceBook {
    private final Sources sources;
    private volatile List<Source> known = List.of();

    SourceBook(Sources sources) {
        this.sources = sources;
    }

    void read() {
        known = sources.all().stream()
                .filter(source -> source.kind().isSyslog() && source.enabled())
                .toList();
    }

    boolean wants(SourceKind kind) {
        return known.stream().anyMatch(source -> source.kind() == kind);
    }

    /** The source that sends from this address by this door. */
    Optional<Source> find(SourceKind kind, String address) {
        return known.stream()
                .filter(source -> source.kind() == kind && source.admits(address))
                .findFirst();
    }
}
