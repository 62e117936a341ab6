package dev.bastide.ground.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account PostgreSQL runs under. PostgreSQL refuses to run as root, so root hands it to {@code nobody}; anybody
 * else keeps his own account. Every child carries a parent-death signal: it stops when the program that started it is
 * gone, however that ended.
 */
final class ServerAccount {
    private static final Logger LOG = LoggerFactory.getLogger(ServerAccount.class);
    private static final int NOBODY = 65534;
    private static final long PROBE_SECONDS = 10;

    private final List<String> prefix;
    private final boolean root;

    private ServerAccount(List<String> prefix, boolean root) {
        this.prefix = prefix;
        this.root = root;
    }

    /** Finds out how a child may be run so that it can enter the folder. */
    static ServerAccount forFolder(Path folder) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new ServerAccount(List.of(), false);
        }
        List<String> nobody = List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (enters(nobody, folder)) {
            return new ServerAccount(nobody, true);
        }
        for (String capability : List.of("dac_read_search", "dac_override")) {
            List<String> passing = new ArrayList<>(nobody);
            // Without it access(2) ignores capabilities, and initdb does not find its own programs.
            passing.addFirst("--securebits=+no_setuid_fixup");
            passing.add("--inh-caps=+" + capability);
            passing.add("--ambient-caps=+" + capability);
            if (enters(passing, folder)) {
                LOG.warn(
                        "The account nobody cannot enter {}: PostgreSQL runs with the capability {}. Better: run as an"
                                + " ordinary user, or choose a home folder that others may enter.",
                        folder,
                        capability);
                return new ServerAccount(List.copyOf(passing), true);
            }
        }
        throw new IllegalStateException("PostgreSQL does not run as root, and the account nobody cannot enter " + folder
                + ". Run Bastide as an ordinary user, or choose another --home.");
    }

    /** The command as it is run: privileges dropped, parent-death signal SIGINT (PostgreSQL's fast shutdown). */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>();
        whole.add("setpriv");
        whole.addAll(prefix);
        whole.add("--pdeathsig");
        whole.add("INT");
        whole.addAll(command);
        return whole;
    }

    /** Makes the folder, private to this account. */
    void ownFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        own(folder);
    }

    void own(Path path) throws IOException {
        if (root) {
            Files.setAttribute(path, "unix:uid", NOBODY);
            Files.setAttribute(path, "unix:gid", NOBODY);
        }
    }

    /** Hands over a whole folder that somebody else owns, as one does after a restore. */
    void ownTree(Path folder) throws IOException {
        if (!root || Integer.valueOf(NOBODY).equals(Files.getAttribute(folder, "unix:uid"))) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                own(path);
            }
        }
    }

    private static boolean enters(List<String> prefix, Path folder) {
        List<String> command = new ArrayList<>(List.of("setpriv"));
        command.addAll(prefix);
        command.addAll(List.of("ls", "-d", folder.resolve(".").toString()));
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run setpriv: install the package util-linux", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
