package dev.bastide.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Hands each context a database copy and a home folder of its own. The next run drops the copy: a context still writes
 * while it closes.
 */
final class TestProperties implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        hand(context, TestDatabase.copy());
    }

    /** Hands the context this database and a fresh home folder. */
    static void hand(ConfigurableApplicationContext context, TestDatabase database) {
        context.getBeanFactory().registerSingleton("testDatabase", database);
        TestPropertyValues.of(
                        "bastide.home=" + home(),
                        "bastide.tls=off",
                        "bastide.words.strict=true",
                        // Tests that found and grant must not race with the end of the founder's powers.
                        "bastide.founding.look-every=P30D",
                        // Tests tell of fixed days, and run on any.
                        "bastide.intake.oldest=36500d",
                        "bastide.intake.ahead=36500d",
                        "bastide.intake.body-within=5s",
                        "bastide.record.forward-to=127.0.0.0/8",
                        "bastide.record.forward-patience=PT2S",
                        "bastide.ssh-port=0",
                        "bastide.syslog.udp-port=0",
                        "bastide.syslog.tcp-port=0",
                        "bastide.syslog.tls-port=0",
                        "bastide.database.url=" + database.address(),
                        "bastide.database.app-password=" + database.appPassword())
                .applyTo(context);
    }

    private static Path home() {
        try {
            Path homes = Path.of("target", "test-homes").toAbsolutePath();
            Files.createDirectories(homes);
            return Files.createTempDirectory(homes, "home-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
