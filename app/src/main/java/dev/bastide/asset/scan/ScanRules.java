package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Rulebook;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The rules by which services are told: the house's own, and recog's where {@code bastide.scan.recog} names a folder or ZIP.
 * Read at the first scan; a file that cannot be read leaves the house's own alone, and says so.
 */
@Component
class ScanRules {
    private static final Logger LOG = LoggerFactory.getLogger(ScanRules.class);

    private final Environment settings;
    private volatile Rulebook book;
    private volatile boolean read;

    ScanRules(Environment settings) {
        this.settings = settings;
        this.book = Rulebook.own();
    }

    synchronized Rulebook book() {
        String brought = settings.getProperty("bastide.scan.recog", "");
        if (!read && !brought.isBlank()) {
            try {
                book = Rulebook.with(Path.of(brought));
            } catch (IOException e) {
                LOG.warn("The rules in {} cannot be read; scans use the program's own: {}", brought, e.getMessage());
            }
        }
        read = true;
        return book;
    }

    /** The community that devices are asked with by SNMP; empty asks none. */
    String community() {
        return settings.getProperty("bastide.scan.community", "");
    }
}
