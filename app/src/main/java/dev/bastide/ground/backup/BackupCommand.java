package dev.bastide.ground.backup;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./bastide backup DIR [--home DIR] [--with-key]} and {@code ./bastide restore BACKUP --home DIR}. Exit codes: 0
 * done, 1 failed, 2 wrong input.
 */
public final class BackupCommand {
    private static final int FAILED = 1;
    private static final int WRONG_INPUT = 2;
    private static final String USAGE = """
            ./bastide backup DIR [--home DIR] [--with-key]   copies the running installation into a new folder in DIR
            ./bastide restore BACKUP --home DIR              makes an installation in the empty folder DIR
            """;

    private final Installation installation;
    private final PrintStream out;
    private final PrintStream err;

    BackupCommand(Installation installation, PrintStream out, PrintStream err) {
        this.installation = installation;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        BackupCommand command = new BackupCommand(new Installation(Clock.systemUTC()), System.out, System.err);
        System.exit(command.run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        List<String> rest = new ArrayList<>(arguments);
        boolean withKey = rest.remove("--with-key");
        String home = null;
        int at = rest.indexOf("--home");
        if (at >= 0 && at + 1 < rest.size()) {
            home = rest.remove(at + 1);
            rest.remove(at);
        }
        if (rest.size() != 2 || home == null || rest.stream().anyMatch(a -> a.startsWith("-"))) {
            err.print(USAGE);
            return WRONG_INPUT;
        }
        try {
            return switch (rest.getFirst()) {
                case "backup" -> backUp(Path.of(home), Path.of(rest.get(1)), withKey);
                case "restore" -> restore(Path.of(rest.get(1)), Path.of(home));
                default -> {
                    err.print(USAGE);
                    yield WRONG_INPUT;
                }
            };
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private int backUp(Path home, Path into, boolean withKey) {
        Installation.Done done = installation.backUp(home, into, withKey);
        out.println(done.folder());
        if (!done.databaseIncluded()) {
            err.println("The database is your own and not included: back it up with its own tools, before the files.");
        }
        if (!done.keyIncluded()) {
            err.println("The master key is not included. Without it the backup cannot be read: keep it elsewhere.");
        }
        return 0;
    }

    private int restore(Path backup, Path home) {
        installation.restore(backup, home);
        out.println("Restored into " + home + ". Start it with: ./run --home " + home);
        if (!java.nio.file.Files.exists(home.resolve("master.key"))) {
            err.println("Put the master key into " + home.resolve("master.key") + " (mode 0600) before the start,"
                    + " or name it with BASTIDE_KEY_FILE.");
        }
        return 0;
    }
}
