package dev.bastide;

import dev.bastide.authority.ActRefused;
import dev.bastide.ground.Home;
import dev.bastide.ground.HomeExposed;
import dev.bastide.ground.HomeInUse;
import dev.bastide.ground.HomeUnusable;
import dev.bastide.page.BadInput;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import dev.bastide.portal.Setup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code setup FILE} while the server does not run: starts the rooms, founds, stops. */
final class SetupCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_INPUT = 2;
    private static final int REFUSED = 3;
    private static final int UNKNOWN = 4;

    /** Another program holds the home folder: the shell waits until that one answers, and asks it. */
    private static final int HELD = 75;

    private final PrintStream out;
    private final PrintStream err;

    SetupCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Founds the installation that the properties name and returns the exit code. */
    int run(Path file, Path home, String[] properties, boolean json) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException e) {
            err.println("Cannot read " + file + " as UTF-8 text.");
            return WRONG_INPUT;
        }
        // A mistake is told before anything is started: no folder, no database, no job.
        List<String> mistakes = Setup.mistakes(yaml);
        if (!mistakes.isEmpty()) {
            mistakes.forEach(mistake -> err.println(file + ": " + mistake));
            err.println("Nothing was founded.");
            return WRONG_INPUT;
        }
        if (isHeld(home)) {
            return HELD;
        }
        SpringApplication application = new SpringApplication(Bastide.class);
        application.setLogStartupInfo(false);
        try (ConfigurableApplicationContext context = application.run(offline(properties))) {
            return apply(context, yaml, json);
        } catch (RuntimeException e) {
            // Why the rooms did not open was told by the report of every start.
            return exit(e);
        }
    }

    /** What else keeps the folder from being used is told by the start itself. */
    private static boolean isHeld(Path home) {
        if (!Files.exists(home)) {
            return false;
        }
        try {
            Home.open(home).close();
            return false;
        } catch (HomeInUse e) {
            return true;
        } catch (HomeUnusable | HomeExposed e) {
            return false;
        }
    }

    private static int exit(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HomeInUse) {
                return HELD;
            }
            if (cause instanceof HomeUnusable || cause instanceof HomeExposed) {
                return WRONG_INPUT;
            }
            if (cause instanceof SQLException) {
                return UNKNOWN;
            }
        }
        return FAILED;
    }

    /** The rooms as they are, on ports nobody knows, saying little. */
    private static String[] offline(String[] properties) {
        Stream<String> own = Stream.of(
                "--bastide.offline=true", "--bastide.http-port=0", "--bastide.ssh-port=0", "--logging.level.root=warn");
        return Stream.concat(Arrays.stream(properties), own).toArray(String[]::new);
    }

    private int apply(ConfigurableApplicationContext context, String yaml, boolean json) {
        Words words = context.getBean(WordsFor.class).of(Locale.ENGLISH);
        try {
            Setup setup = context.getBean(Setup.class);
            Setup.Founded founded = setup.apply(yaml);
            out.print(
                    json ? context.getBean(JsonMapper.class).writeValueAsString(founded) + "\n" : setup.told(founded));
            return DONE;
        } catch (BadInput e) {
            err.println(words.say(e.key(), e.args().toArray()));
            err.println("Nothing was founded.");
            return WRONG_INPUT;
        } catch (ActRefused e) {
            err.println(words.why(e.reason()));
            err.println(words.remedy(e.reason()));
            return REFUSED;
        }
    }
}
