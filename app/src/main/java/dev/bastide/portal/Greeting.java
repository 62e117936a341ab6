package dev.bastide.portal;

import dev.bastide.identity.FirstAdministrator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says on the terminal where the console is and, while nobody has used it, prints the one-time link of the first
 * administrator on a line of its own. The link goes to the terminal only, never into a log.
 */
@Component
class Greeting {
    /** Where {@code ./bastide} on this machine finds it, whatever the port. */
    static final String LOCAL_URL = "local.url";

    private final FirstAdministrator firstAdministrator;
    private final Environment environment;
    private final boolean offline;
    private final Path home;
    private final PrintStream terminal = System.out;

    Greeting(
            FirstAdministrator firstAdministrator,
            Environment environment,
            @Value("${bastide.offline:false}") boolean offline,
            @Value("${bastide.home}") Path home) {
        this.firstAdministrator = firstAdministrator;
        this.home = home;
        this.environment = environment;
        this.offline = offline;
    }

    @EventListener
    void greet(ApplicationReadyEvent ready) throws IOException {
        if (offline) {
            return;
        }
        String scheme = environment.getProperty("bastide.tls", "").equals("off") ? "http" : "https";
        String local = scheme + "://localhost:" + port();
        write(home.resolve(LOCAL_URL), local);
        String console = environment.getProperty("bastide.url", local);
        terminal.println("Console: " + console);
        firstAdministrator.link().ifPresent(path -> terminal.println("First administrator: " + console + path));
    }

    /** An address is no secret: whoever may look into the home folder may read it. */
    private static void write(Path file, String address) throws IOException {
        Files.writeString(file, address + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private String port() {
        return environment.getProperty("local.server.port", environment.getProperty("bastide.http-port", "8443"));
    }
}
