package dev.bastide.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The local command {@code ./bastide keys}: where the master key lies, putting one back, moving it away from the data.
 * Works without the database and while the installation is locked. It never prints a key.
 */
public final class Keys {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_INPUT = 2;
    static final int REFUSED = 3;

    private static final String USAGE = """
            Usage: ./bastide keys [status]
                   ./bastide keys show             the master key's age and escrow, and the key that signs the log
                   ./bastide keys rotate           put a new master key in the place of the one in use
                   ./bastide keys escrow NAME...   print a share for each custodian, of which two bring the key back
                   ./bastide keys restore --shares bring the key back from two shares, which are typed or piped in
                   ./bastide keys restore FILE     put the right master key back into the home folder
                   ./bastide keys move DIRECTORY   move the master key out of the home folder
            """;

    private final Path home;
    private final KeyFile keyFile;
    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final InstantSource time;

    public Keys(Path home, KeyFile keyFile, PrintStream out, PrintStream err) {
        this(home, keyFile, out, err, System.in, InstantSource.system());
    }

    Keys(Path home, KeyFile keyFile, PrintStream out, PrintStream err, InputStream in, InstantSource time) {
        this.in = in;
        this.time = time;
        this.home = home;
        this.keyFile = keyFile;
        this.out = out;
        this.err = err;
    }

    /** Entry of the command: {@code HOME [verb [argument]]}; ends the JVM with the exit code. */
    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        String named = Optional.ofNullable(System.getenv("BASTIDE_KEY_FILE")).orElse("");
        String credentials =
                Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY")).orElse("");
        KeyFile keyFile = KeyFile.of(home, named, credentials, new SecureRandom());
        List<String> words = List.of(arguments).subList(1, arguments.length);
        System.exit(new Keys(home, keyFile, System.out, System.err).run(words));
    }

    /** Runs one verb and returns the exit code: 0 done, 1 failed, 2 wrong input, 3 refused. */
    public int run(List<String> words) {
        String verb = words.isEmpty() ? "status" : words.getFirst();
        try {
            if (verb.equals("status") && words.size() <= 1) {
                return status();
            }
            if (verb.equals("show") && words.size() == 1) {
                return show();
            }
            if (verb.equals("rotate") && words.size() == 1) {
                return rotate();
            }
            if (verb.equals("escrow")) {
                return escrow().escrow(words.subList(1, words.size()));
            }
            if (verb.equals("restore") && words.equals(List.of("restore", "--shares"))) {
                return escrow().restore(in);
            }
            if (verb.equals("restore") && words.size() == 2 && !words.get(1).startsWith("-")) {
                return restore(Path.of(words.get(1)));
            }
            if (verb.equals("move") && words.size() == 2) {
                return move(Path.of(words.get(1)));
            }
        } catch (IOException e) {
            err.println("Could not do it: " + e.getMessage());
            return FAILED;
        }
        err.print(USAGE);
        return WRONG_INPUT;
    }

    private int status() {
        out.println("Key file:      " + keyFile.file());
        Optional<String> fingerprint = keyFile.fingerprint();
        out.println("Master key:    "
                + fingerprint.map(text -> "present, fingerprint " + text).orElse(missing()));
        if (fingerprint.isEmpty()) {
            return keyFile.wasInitialized() ? REFUSED : DONE;
        }
        out.println(
                keyFile.liesBesideData()
                        ? "Place:         beside the data (move it: ./bastide keys move DIRECTORY)"
                        : "Place:         away from the data");
        keyFile.ring().ifPresent(ring -> {
            long days = Duration.between(ring.madeAt(), time.instant()).toDays();
            out.println("Made:          " + ring.madeAt().truncatedTo(ChronoUnit.SECONDS) + ", " + days + " days ago");
        });
        out.println("Escrow:        "
                + Escrow.of(home).map(given -> said(given, fingerprint.get())).orElse("none"));
        if (keyFile.slots().size() > 1) {
            out.println("Rotation:      was broken off; the next start, or rotating again, ends it");
        }
        return DONE;
    }

    private static String said(Escrow given, String inUse) {
        return String.join(", ", given.custodians()) + ", " + given.madeAt()
                + (given.isStale(inUse)
                        ? ": STALE, of the key " + given.fingerprint() + " (again: ./bastide keys escrow)"
                        : ": two of " + given.custodians().size() + " bring it back");
    }

    private EscrowCommand escrow() {
        return new EscrowCommand(home, keyFile, out, err, time);
    }

    private int rotate() throws IOException {
        if (keyFile.masterKey().isPresent()) {
            String old = keyFile.fingerprint().orElse("");
            new KeyEvents(home).add(time.instant(), "key.rotate", "A new master key in the place of " + old);
        }
        KeyRotation.Outcome outcome = new KeyRotation(keyFile, new SecureRandom()).rotate(time.instant());
        return switch (outcome) {
            case KeyRotation.Outcome.Refused refused -> {
                err.println("Refused: " + refused.why());
                yield REFUSED;
            }
            case KeyRotation.Outcome.Failed failed -> {
                err.println("It failed, and the key in use is the right one still: " + failed.why());
                yield FAILED;
            }
            case KeyRotation.Outcome.Rotated done -> {
                tell(done);
                yield DONE;
            }
        };
    }

    private void tell(KeyRotation.Outcome.Rotated done) throws IOException {
        out.println("Done. The master key is now " + done.fresh() + ", in " + keyFile.file() + ".");
        out.println(
                done.finished()
                        ? "The old one, " + done.old()
                                + ", opens nothing here any more. Keep it with the backups of its time."
                        : "The old one, " + done.old()
                                + ", still opens the ring: the next start, or rotating again, ends that.");
        if (Escrow.of(home).isPresent()) {
            out.println("Shares of the old key are stale. Print new ones: ./bastide keys escrow NAME NAME ...");
        }
        new KeyEvents(home)
                .add(time.instant(), "key.rotated", "The master key is " + done.fresh() + " after " + done.old());
    }

    /** The master key, and the public key of the log, as the program put it into the home folder. It is no secret. */
    private int show() throws IOException {
        int standing = status();
        if (standing != DONE) {
            return standing;
        }
        Path file = home.resolve("log").resolve("key.pub");
        if (!Files.exists(file)) {
            err.println("The log has no key yet; the first start makes one.");
            return FAILED;
        }
        String key = Files.readString(file).strip();
        out.println("Log key:       " + key);
        out.println("Fingerprint:   " + fingerprint(key));
        out.println("Key file:      " + file + " (for ./bastide audit verify DIR --key FILE)");
        return DONE;
    }

    /** SHA-256 of the 32 bytes of an Ed25519 key, written {@code name+ID+base64(type || key)}. */
    private static String fingerprint(String key) throws IOException {
        try {
            byte[] typed = Base64.getDecoder().decode(key.split("\\+", 3)[2]);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOfRange(typed, 1, typed.length));
            return HexFormat.of().formatHex(digest);
        } catch (RuntimeException e) {
            throw new IOException("log/key.pub is no key", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }

    private String missing() {
        if (!keyFile.wasInitialized()) {
            return "none yet; the first start makes one";
        }
        return Files.exists(keyFile.file())
                ? "NOT the one the data was sealed with: locked"
                : "MISSING: locked (put it back: ./bastide keys restore FILE, or --shares)";
    }

    private int restore(Path source) throws IOException {
        Optional<byte[]> key = KeyFile.readFile(source);
        if (key.isEmpty()) {
            err.println("That file does not hold a master key (64 hexadecimal digits).");
            return WRONG_INPUT;
        }
        if (!keyFile.isTheRightOne(key.get())) {
            err.println("Refused: that key is not the one this installation's data was sealed with.");
            return REFUSED;
        }
        String name = KeyFile.fingerprintOf(key.get());
        new KeyEvents(home).add(time.instant(), "key.restore", "The master key " + name + " from a file");
        keyFile.putKey(home.resolve(KeyFile.NAME), key.get());
        out.println("Done. Start again to unlock.");
        return DONE;
    }

    private int move(Path directory) throws IOException {
        Optional<byte[]> key = keyFile.masterKey();
        if (key.isEmpty()) {
            err.println("Refused: there is no right master key to move.");
            return REFUSED;
        }
        Path target = directory.resolve(KeyFile.NAME).toAbsolutePath();
        if (target.startsWith(home.toAbsolutePath())) {
            err.println("Refused: that directory lies in the home folder.");
            return REFUSED;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            err.println("Refused: there is a file already: " + target);
            return REFUSED;
        }
        String name = KeyFile.fingerprintOf(key.get());
        new KeyEvents(home).add(time.instant(), "key.move", "The master key " + name + " to " + target);
        keyFile.putKey(target, key.get());
        keyFile.disk().delete(home.resolve(KeyFile.NAME));
        out.println("Done. Start with BASTIDE_KEY_FILE=" + target);
        return DONE;
    }
}
