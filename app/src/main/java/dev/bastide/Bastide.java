package dev.bastide;

import dev.bastide.ground.LockedServer;
import dev.bastide.vault.KeyFile;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/**
 * The program. It starts every room; the rooms know nothing of it, nor of each other's names: two rooms may both have
 * an {@code Inbox}.
 */
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class Bastide {
    private static final Logger LOG = LoggerFactory.getLogger(Bastide.class);

    private static final String HOME = "--bastide.home=";
    private static final String HTTP_PORT = "--bastide.http-port=";
    private static final String HTTP_PORT_DEFAULT = "8443";
    private static final Map<String, String> OPTIONS =
            Map.of("--home", HOME, "--http-port", HTTP_PORT, "--ssh-port", "--bastide.ssh-port=");

    public static void main(String[] arguments) throws IOException {
        if (arguments.length >= 2 && arguments[0].equals("setup")) {
            List<String> rest = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
            boolean json = rest.remove("--json");
            System.exit(setUp(Path.of(arguments[1]), properties(rest.toArray(String[]::new)), json));
        }
        String[] properties = properties(arguments);
        KeyFile keyFile = keyFile(properties);
        if (keyFile.wasInitialized() && keyFile.masterKey().isEmpty()) {
            int port = Integer.parseInt(value(properties, HTTP_PORT).orElse(HTTP_PORT_DEFAULT));
            Path home = home(properties).toAbsolutePath().normalize();
            LOG.error(
                    "Locked: the master key {} is missing or wrong. Put it back: ./bastide keys restore FILE --home {}"
                            + " (or --shares in place of FILE)",
                    keyFile.file(),
                    home);
            lock(port, home, properties);
            return;
        }
        SpringApplication.run(Bastide.class, properties);
    }

    private static int setUp(Path file, String[] properties, boolean json) {
        KeyFile keyFile = keyFile(properties);
        if (keyFile.wasInitialized() && keyFile.masterKey().isEmpty()) {
            System.err.println("Locked: the master key " + keyFile.file()
                    + " is missing or wrong, and this installation is not empty. Put it back: ./bastide keys restore FILE --home "
                    + home(properties));
            return 1;
        }
        return new SetupCommand(System.out, System.err).run(file, home(properties), properties, json);
    }

    private static void lock(int port, Path home, String[] properties) throws IOException {
        try {
            LockedServer.start(port, home, name -> setting(properties, name));
        } catch (BindException taken) {
            System.err.println("Bastide does not start: port " + port
                    + " is used by another program. Stop it, or choose another port: --http-port N.");
            System.exit(1);
        }
    }

    /** Turns {@code --home DIR} into the property it sets; {@code --demo} stands alone; the rest is Spring's. */
    static String[] properties(String[] arguments) {
        List<String> properties = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--demo")) {
                properties.add("--bastide.demo=true");
            } else if (OPTIONS.containsKey(argument) && i + 1 < arguments.length) {
                properties.add(OPTIONS.get(argument) + arguments[++i]);
            } else {
                properties.add(argument);
            }
        }
        return properties.toArray(String[]::new);
    }

    private static Path home(String[] properties) {
        return Path.of(value(properties, HOME).orElse(environment("BASTIDE_HOME", "data")));
    }

    private static KeyFile keyFile(String[] properties) {
        return KeyFile.of(
                home(properties),
                environment("BASTIDE_KEY_FILE", ""),
                environment("CREDENTIALS_DIRECTORY", ""),
                new SecureRandom());
    }

    private static Optional<String> value(String[] properties, String prefix) {
        return Arrays.stream(properties)
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .findFirst();
    }

    /** As the rooms would read it, which are not open: from the command line, else from the environment. */
    private static String setting(String[] properties, String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return value(properties, "--" + name + "=").orElseGet(() -> environment(variable, ""));
    }

    private static String environment(String name, String otherwise) {
        return Optional.ofNullable(System.getenv(name)).orElse(otherwise);
    }
}
